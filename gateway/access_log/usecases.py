"""Use cases of the access log: begin a look-up, list the accesses it finds; one verb, one transaction."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from chassis.reference.refusals import right_needed
from chassis.unit.unit import Unit
from contracts import subjects
from contracts.calendar import VIENTIANE
from contracts.codelists import CodeLists
from contracts.national.access.access_page import AccessPage
from contracts.national.access.look_up import LookUp
from contracts.national.access.look_up_request import LookUpRequest
from contracts.problems import NotFound
from contracts.purposes import LIST
from contracts.voucher import Caller
from gateway.access_log import store
from gateway.access_log.domain import LIFE, RIGHT, Disclosure
from gateway.access_log.errors import LookUpOver
from gateway.access_log.wire import AccessPosition, AccessQuery, access
from gateway.errors.guests import OfficerRequired
from gateway.ledger.epochs import Epoch
from gateway.ledger.seals import Seals
from gateway.ledger.tree.alarms import Alarms
from gateway.ledger.tree.inspection import ALTERED


async def look_up(
    unit: Unit, caller: Caller, lists: CodeLists, epochs: Sequence[Epoch], request: LookUpRequest
) -> LookUp:
    """Begin a look-up at a person's request; raise `PurposeWithoutRight` or `OfficerRequired`."""
    officer = _entitled_officer(unit, caller, lists)
    begun = LookUp(
        look_up_id=unit.new_id("lku"),
        request_reference=request.request_reference,
        made_at=unit.now,
        ends_at=unit.now + LIFE,
    )
    pseudonyms = _pseudonyms(epochs, set(_subjects(request)))
    await store.add(unit, pseudonyms, member=caller.member, officer=officer, **begun.model_dump())
    return begun


@dataclass(frozen=True, slots=True)
class AccessSources:
    """What a list of accesses is made with: code lists, alarms, and seals to verify entries not yet in the tree."""

    code_lists: CodeLists  # `purposes` of them says who may ask, and what is told later
    alarms: Alarms
    seals: Seals | None


async def accesses(
    unit: Unit, caller: Caller, sources: AccessSources, look_up_id: str, query: AccessQuery
) -> AccessPage:
    """Return a page of what a look-up finds, newest first; raise `NotFound` for another's, `LookUpOver` for an old one.

    What is hidden for the sake of an investigation leaves no gap and no hint, and appears by itself on its day.
    What the ledger does not commit to is not told, and rings.
    """
    _entitled_officer(unit, caller, sources.code_lists)
    disclosure = Disclosure.of(sources.code_lists.lists[LIST])
    row = await store.one(unit, look_up_id, member=caller.member)
    if row is None:
        raise NotFound
    ends_at, pseudonyms = row
    if pseudonyms is None or ends_at <= unit.now:
        raise LookUpOver(ends_at=ends_at)
    hidden, after = disclosure.hidden_from(unit.now), query.after.exchange_id if query.after else None
    rows = await store.found(unit, pseudonyms, hidden, sources.seals, after=after, limit=query.limit + 1)
    page = rows[: query.limit]
    forged = [exchange for exchange, details in page if details is None]
    if forged:
        sources.alarms.ring(ALTERED, entries=len(forged), exchange=forged[0], by="a look-up")
    return AccessPage(
        items=[access(exchange, details, disclosure) for exchange, details in page if details is not None],
        next=query.cursor(AccessPosition(exchange_id=page[-1][0])) if len(rows) > len(page) else None,
    )


def _entitled_officer(unit: Unit, caller: Caller, lists: CodeLists) -> str:
    if RIGHT not in caller.rights:
        raise right_needed(caller, {RIGHT}, lists, unit.now.astimezone(VIENTIANE).date())
    if caller.officer is None:
        raise OfficerRequired
    return caller.officer


def _subjects(request: LookUpRequest) -> Iterator[str]:
    for number in request.identifiers:
        yield from subjects.presented(number.type, number.value, number.issuer)
    for record in request.records or ():
        yield subjects.record(record.root)


def _pseudonyms(epochs: Iterable[Epoch], keys: set[str]) -> list[bytes]:
    return [pseudonym for epoch in epochs for pseudonym in epoch.pseudonyms(keys)]
