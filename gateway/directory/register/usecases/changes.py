"""Changing the directory: plan, propose, decide, suspend; one verb, one transaction."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.process.work import each_of
from chassis.tokens.tokens import thumbprint
from chassis.unit.unit import Unit
from contracts.calendar import VIENTIANE
from contracts.problems import InvalidInput, NotFound
from contracts.voucher import Caller
from gateway.directory import changes, history, organisation_rows
from gateway.directory.agreement import Agreement
from gateway.directory.changes import Officer
from gateway.directory.content import DirectoryContent, System
from gateway.directory.enact import Enacted, dry_run, enact
from gateway.directory.inventory import Side
from gateway.directory.officers import folded_officer
from gateway.directory.register import domain
from gateway.directory.register.errors import ChangeRefused, DataClassesMissing, NothingToChange
from gateway.directory.register.wire import ChangePosition, ChangeQuery, Document, content_of
from gateway.directory.rules import ClassesMissing, EnrolmentRefused, EntriesRefused

Shown = tuple[Document, str]  # a change without its differences, and these as JSON: there may be megabytes of them


async def plan(unit: Unit, caller: Caller, content: DirectoryContent) -> tuple[int, str]:
    """Return the version in force and what the content would make different, as JSON; nothing is changed."""
    version, differences = await _differences(unit, caller, content)
    return version, changes.as_json(await _difference_documents(differences))


async def propose(unit: Unit, caller: Caller, content: DirectoryContent, reason: str) -> Shown:
    """Record a proposal for another officer to decide.

    Raises `OfficerRequired`, `EntryNotYours`, `ChangeRefused` for what could not be applied as things stand, and
    `NothingToChange`.
    """
    officer = await _officer(unit, caller)
    _, differences = await _differences(unit, caller, content)
    if not differences:
        raise NothingToChange
    change_id = unit.new_id("dch")
    await changes.record_proposed(
        unit.connection,
        {
            "change_id": change_id,
            "reason": reason,
            "proposed_by": officer.document(),
            "proposed_at": unit.now,
            "content": await _stored_form(content),
            "bases": {f"{change.kind} {change.id}": change.base for change in differences},
            "differences": await _difference_documents(differences),
        },
    )
    return await _shown(unit, change_id)


async def approve(unit: Unit, caller: Caller, change_id: str) -> Shown:
    """Apply a proposal; raise `SameOfficer`, `ChangeDecided`, `ChangeOutdated` or `ChangeRefused`.

    Raises `DecisionNotYours` and `OfficersNotYours` for who may not decide on it.
    """
    officer = await _officer(unit, caller)
    found = await _open(unit, caller, change_id)
    content, proposer = await _stored_content(found["content"]), Officer(**found["proposed_by"])
    staffed = await _staffed(unit, content)
    within = domain.is_within(proposer.member, content.entries(), staffed)
    domain.must_decide(caller, officer, proposer, within=within)
    # what the authority has proposed while there were none is not its own to approve when there are
    domain.must_leave_officers(caller, content.entries(), staffed - {proposer.member})
    present = await history.present(unit.connection, [(entry.KIND, entry.key) for entry in content.entries()])
    domain.must_be_current(found["bases"], present)
    domain.must_not_enter_the_house(content.services, present)
    enacted = await _enacted(unit.connection, content, unit, change_id)
    await changes.record_decision(
        unit.connection,
        change_id,
        status=domain.APPLIED,
        decided_by=officer.document(),
        decided_at=enacted.at,
        version=enacted.version,
        differences=await _difference_documents(enacted.differences),
    )
    return await _shown(unit, change_id)


async def reject(unit: Unit, caller: Caller, change_id: str, reason: str) -> Shown:
    """Close a proposal without applying it; its own proposer withdraws it so."""
    officer = await _officer(unit, caller)
    found = await _open(unit, caller, change_id)
    await changes.record_decision(
        unit.connection,
        change_id,
        status=domain.rejected_by(caller, officer, Officer(**found["proposed_by"])),
        decided_by=officer.document(),
        decided_at=unit.now,
        decision_reason=reason,
    )
    return await _shown(unit, change_id)


async def suspend(unit: Unit, caller: Caller, asked: Mapping[str, str]) -> Shown:
    """Stop a system, a key or an agreement at once, on the word of one officer.

    Raises `NotFound` for what is not there or is not the caller's, `EntryNotYours` for an agreement of its own, which
    the authority keeps, and `NothingToChange` for what is stopped already.
    """
    officer = await _officer(unit, caller)
    content = await _stopped(unit, caller, asked)
    change_id = unit.new_id("dch")
    enacted = await _enacted(unit.connection, content, unit, change_id)
    if not enacted.differences:
        raise NothingToChange
    await changes.record_done(unit.connection, change_id, "suspension", asked["reason"], officer, enacted)
    return await _shown(unit, change_id)


async def change(unit: Unit, caller: Caller, change_id: str) -> Shown:
    """Return a change; raise `NotFound` also for one that is another member's."""
    found = await changes.shown(unit.connection, change_id)
    if found is None or not _visible(caller, found):
        raise NotFound
    return _document(found), found["differences"]


async def change_page(unit: Unit, caller: Caller, query: ChangeQuery) -> Document:
    """Return one page of changes, newest first; a member sees those that it proposed, the authority all."""
    found = await changes.several(
        unit.connection,
        status=query.status,
        member=None if domain.side_of(caller) is Side.AUTHORITY else caller.member,
        after=query.after.change_id if query.after else None,
        limit=query.limit + 1,
    )
    shown: Document = {"items": [_document(row) for row in found[: query.limit]]}
    if len(found) > query.limit:
        shown["next"] = query.cursor(ChangePosition(change_id=found[query.limit - 1]["change_id"]))
    return shown


async def _officer(unit: Unit, caller: Caller) -> Officer:
    """Return the person who acts; raise `OfficerRequired`, or `PowerMissing` by what the register says of her now."""
    officer = domain.officer_of(caller)
    entered = await history.one(unit.connection, "officer", f"{officer.member}:{folded_officer(officer.officer)}")
    domain.must_have_power(officer, entered)
    return officer


def _visible(caller: Caller, found: changes.Row) -> bool:
    return domain.side_of(caller) is Side.AUTHORITY or found["proposed_by"]["member"] == caller.member


async def _open(unit: Unit, caller: Caller, change_id: str) -> changes.Row:
    found = await changes.locked(unit.connection, change_id)
    if found is None or not _visible(caller, found):
        raise NotFound
    domain.must_be_open(found["status"])
    return found


async def _shown(unit: Unit, change_id: str) -> Shown:
    found = await changes.shown(unit.connection, change_id)
    if found is None:
        raise NotFound
    return _document(found), found["differences"]


_MEMBERS = {
    "changeId": "change_id",
    "kind": "kind",
    "status": "status",
    "reason": "reason",
    "proposedBy": "proposed_by",
    "proposedAt": "proposed_at",
    "decidedBy": "decided_by",
    "decidedAt": "decided_at",
    "decisionReason": "decision_reason",
    "version": "version",
}


def _document(row: changes.Row) -> Document:
    shown: Document = {name: row[column] for name, column in _MEMBERS.items() if row[column] is not None}
    return shown | {"differences": []}


async def _difference_documents(differences: Sequence[history.Difference]) -> list[Document]:
    return [change.document(among=len(differences)) async for change in each_of(differences)]


async def _stored_form(content: DirectoryContent) -> Document:
    """Return the content as a proposal keeps it: its lists, in slices."""
    kept: Document = {}
    for name, field in type(content).model_fields.items():
        entries = each_of(getattr(content, name))
        if listed := [entry.model_dump(mode="json", by_alias=True, exclude_none=True) async for entry in entries]:
            kept[field.alias or name] = listed
    return kept


async def _differences(unit: Unit, caller: Caller, content: DirectoryContent) -> tuple[int, list[history.Difference]]:
    entries = content.entries()
    present = await history.present(unit.connection, [(entry.KIND, entry.key) for entry in entries])
    domain.must_be_theirs(caller, entries, present)
    domain.must_leave_officers(caller, entries, await _staffed(unit, content))
    domain.must_not_enter_the_house(content.services, present)
    with _refusals():
        version, differences = await dry_run(unit.connection, content, at=unit.now, side=domain.side_of(caller))
    return version, list(differences)


async def _staffed(unit: Unit, content: DirectoryContent) -> frozenset[str]:
    """Return those members of the officers listed that have enough of them, with the power, to decide themselves."""
    members = sorted({officer.member for officer in content.officers})
    day = unit.now.astimezone(VIENTIANE).date()
    return await organisation_rows.staffed(unit.connection, members, day, domain.LEAST_OFFICERS, domain.POWER)


async def _stored_content(content: Document) -> DirectoryContent:
    """Return what was proposed; raise `ChangeRefused` when a rule that was made since does not let it pass."""
    try:
        return await content_of(content)
    except InvalidInput as invalid:
        first = invalid.faults[0]
        raise ChangeRefused(reason=f"{first.pointer}: {first.en}") from None


async def _enacted(connection: AsyncConnection, content: DirectoryContent, unit: Unit, change_id: str) -> Enacted:
    with _refusals():
        return await enact(connection, content, at=unit.now, change=change_id)


@contextmanager
def _refusals() -> Iterator[None]:
    """Turn what the directory refuses into what its callers read."""
    try:
        yield
    except ClassesMissing as missing:
        raise DataClassesMissing(missing.service, missing.pointers) from None
    except EntriesRefused as refusal:
        raise ChangeRefused(str(refusal), refusal.lo, refusal.wrong) from None
    except EnrolmentRefused as refusal:
        raise ChangeRefused(str(refusal), refusal.lo) from None


async def _stopped(unit: Unit, caller: Caller, asked: Mapping[str, str]) -> DirectoryContent:
    kind = "agreement" if asked["kind"] == "agreement" else "system"
    facts = await history.one(unit.connection, kind, asked["id"])
    if facts is None or not domain.concerns(caller, facts):
        raise NotFound  # one for both: whom it does not concern does not learn from here whether it is there
    domain.must_suspend(caller, kind, asked["id"])
    if kind == "agreement":
        agreement = Agreement.model_validate(facts)
        return DirectoryContent(agreements=(agreement.model_copy(update={"suspended": True}),))
    system = System.model_validate(facts)
    if asked["kind"] == "system":
        return DirectoryContent(systems=(system.model_copy(update={"suspended": True}),))
    left = tuple(jwk for jwk in system.keys if thumbprint(jwk) != asked.get("thumbprint"))
    return DirectoryContent(systems=(system.model_copy(update={"keys": left}),))
