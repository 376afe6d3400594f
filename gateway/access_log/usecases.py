"""What an office does for a person who asks who looked: one verb, one transaction."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from chassis.unit.unit import Unit
from contracts import subjects
from contracts.catalogue import Catalogue
from contracts.national.access.access_page import AccessPage
from contracts.national.access.look_up import LookUp
from contracts.national.access.look_up_request import LookUpRequest
from contracts.problems import NotFound
from contracts.voucher import Caller
from gateway.access_log import store
from gateway.access_log.domain import LIFE, PURPOSE, Disclosure
from gateway.access_log.errors import LookUpOver, NotASubjectRequest
from gateway.access_log.wire import AccessPosition, AccessQuery, access
from gateway.errors.guests import OfficerRequired
from gateway.ledger.epochs import Epoch
from gateway.ledger.seals import Seals
from gateway.ledger.tree.alarms import Alarms
from gateway.ledger.tree.inspection import ALTERED


async def look_up(unit: Unit, caller: Caller, epochs: Sequence[Epoch], request: LookUpRequest) -> LookUp:
    """Begin a look-up at a person's request; raise `NotASubjectRequest` or `OfficerRequired`."""
    officer = _entitled(caller)
    made = LookUp(
        look_up_id=unit.new_id("lku"),
        request_reference=request.request_reference,
        made_at=unit.now,
        ends_at=unit.now + LIFE,
    )
    asked = _pseudonyms(epochs, set(_subjects(request)))
    await store.add(unit, asked, member=caller.member, officer=officer, **made.model_dump())
    return made


@dataclass(frozen=True, slots=True)
class Telling:
    """What is told and what is not: the delays by law, and the seals by which an entry without a place is believed."""

    disclosure: Disclosure
    alarms: Alarms
    seals: Seals | None


async def accesses(unit: Unit, caller: Caller, telling: Telling, look_up_id: str, query: AccessQuery) -> AccessPage:
    """Return a page of what a look-up finds, newest first; raise `NotFound` for another's, `LookUpOver` for an old one.

    What is hidden for the sake of an investigation leaves no gap and no hint, and appears by itself on its day.
    What the ledger does not commit to is not told, and rings.
    """
    _entitled(caller)
    known = await store.one(unit, look_up_id, member=caller.member)
    if known is None:
        raise NotFound
    ends_at, asked = known
    if asked is None or ends_at <= unit.now:
        raise LookUpOver(ends_at=ends_at.isoformat())
    hidden, after = telling.disclosure.hidden_from(unit.now), query.after.exchange_id if query.after else None
    rows = await store.found(unit, asked, hidden, telling.seals, after=after, limit=query.limit + 1)
    page = rows[: query.limit]
    forged = [exchange for exchange, details in page if details is None]
    if forged:
        telling.alarms.ring(ALTERED, entries=len(forged), exchange=forged[0], by="a look-up")
    return AccessPage(
        items=[access(exchange, details, telling.disclosure) for exchange, details in page if details is not None],
        next=query.cursor(AccessPosition(exchange_id=page[-1][0])) if len(rows) > len(page) else None,
    )


def disclosure() -> Disclosure:
    """Return the delays of the national list of purposes."""
    return Disclosure.of(Catalogue.load().definitions.codelists["purposes"])


def _entitled(caller: Caller) -> str:
    if caller.purpose != PURPOSE:
        raise NotASubjectRequest(purpose=caller.purpose)
    if caller.officer is None:
        raise OfficerRequired
    return caller.officer


def _subjects(request: LookUpRequest) -> Iterator[str]:
    for number in request.identifiers:
        yield from subjects.presented(number.type, number.value, number.issuer)
    for record in request.records or ():
        yield subjects.record(record.root)


def _pseudonyms(epochs: Iterable[Epoch], asked: set[str]) -> list[bytes]:
    return [pseudonym for epoch in epochs for pseudonym in epoch.pseudonyms(asked)]
