"""Read a case, its moves, its charges and what courts did in it as they were known at a moment."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from chassis.unit.unit import Unit
from contracts.json_types import JSON
from contracts.national.justice.case import Case
from contracts.national.justice.charge import Charge
from contracts.national.justice.decision import Decision
from contracts.national.justice.proceeding import Proceeding
from contracts.problems import NotFound
from services.case_registry.domain import corrected_lists
from services.case_registry.domain.cases import Opened
from services.case_registry.domain.children import told_in
from services.case_registry.domain.corrections import effective
from services.case_registry.domain.facts import Entry
from services.case_registry.domain.following_days import charge_known
from services.case_registry.domain.known import Known, known_at, must_have_come, recorded_until
from services.case_registry.domain.known_in_court import decisions_known, proceedings_known
from services.case_registry.domain.prosecutors import known_of
from services.case_registry.domain.reads import RULES, Read, Sight, reaches
from services.case_registry.domain.words import office_of, seat_of
from services.case_registry.store import cases, corrections, decisions, history, proceedings
from services.case_registry.store import known as store
from services.case_registry.usecases.asking import Asker, sight_of
from services.case_registry.usecases.readers import remember

_WITHHELD_TITLE: Final = "…"  # a case has a title; what stood there is for those who approve corrections


async def case_at(unit: Unit, asker: Asker, case_id: str, at: datetime) -> Case:
    """Return the case as it was known at that moment; raise `NotFound` where it is not in sight, or was not on record.

    Whoever does not approve corrections gets no value that was corrected since; who does gets what stood there.
    """
    must_have_come(at, unit.now)
    await remember(unit, asker, case_id)
    sight = sight_of(unit, asker, Read.CASE_BY_ID)
    seen_then = await cases.is_visible(unit, case_id, sight, at)
    case = await cases.case(unit, case_id, sight=sight) if seen_then else None
    entries = await history.entries(unit, case_id)
    was = known_at(entries, at)
    if case is None or was is None:
        raise NotFound
    told = await _approves(unit, asker, case_id)
    people = {each["participantId"]: each for each in await store.people(unit, case_id, was.contents, at, sight)}
    document: dict[str, Any] = case.model_dump(mode="json", by_alias=True, exclude_none=True)
    document |= _of_state(was, case, effective(recorded_until(entries, at)))
    roles_then = {each: person["roles"] for each, person in people.items()}
    for participant_id, members in await corrections.since(unit, at, case_id=case_id, participants=list(people)):
        if participant_id is not None:
            _undo_in_person(people[participant_id], members, told=told)
        elif told:
            document |= {name: change["was"] for name, change in members.items() if name in {"title", "place"}}
        else:
            document |= {"title": _WITHHELD_TITLE} if "title" in members else {}
            document |= {"place": members["place"]["was"]} if "place" in members else {}
        if participant_id is None:
            corrected_lists.put_back(document, members, was.contents)
    document["claims"] = await _claims(unit, was, at, sight, told=told) or None
    for participant_id, person in people.items():
        corrected_lists.as_known(person, entries, at, roles_then[participant_id])
    document["participants"] = list(people.values()) or None
    return told_in(Case.model_validate({name: value for name, value in document.items() if value is not None}))


async def charges_at(unit: Unit, asker: Asker, case_id: str, at: datetime, *, after: int, limit: int) -> list[Charge]:
    """Return the charges of a case in sight as they were known then, after this sequence number.

    One that has gone to another case since is told to who sees that case, too.
    """
    must_have_come(at, unit.now)
    entries = await history.entries(unit, case_id)
    was = known_at(entries, at)
    if was is None:
        raise NotFound
    documents = await store.charges(unit, case_id, was.contents.charges, at, sight_of(unit, asker, Read.LIST_CHARGES))
    for document in documents:
        charge_known(document, recorded_until(entries, at))
    return [Charge.model_validate(each) for each in documents if each["sequence"] > after][:limit]


async def entries_as_known(unit: Unit, case_id: str, at: datetime | None) -> Sequence[Entry]:
    """Return the history of a case as it is right, or as it was known at a moment; raise `NotFound` before it began."""
    if at is None:
        return effective(await history.entries(unit, case_id))
    entries, version = await _until(unit, case_id, at)
    return effective(entries[:version])


async def proceedings_at(unit: Unit, case_id: str, at: datetime) -> list[Proceeding]:
    """Return all proceedings of a case in sight as they were known then; raise `NotFound` before it began."""
    entries, version = await _until(unit, case_id, at)
    return proceedings_known(await proceedings.page(unit, case_id), entries, version)


async def decisions_at(unit: Unit, case_id: str, at: datetime) -> list[tuple[int, Decision]]:
    """Return all decisions in a case in sight, with their places, as they were known then; raise as above."""
    entries, version = await _until(unit, case_id, at)
    return decisions_known(await decisions.page(unit, case_id), entries, version)


async def _until(unit: Unit, case_id: str, at: datetime) -> tuple[list[Entry], int]:
    """Return the whole history, and the version of the case that was on record at that moment."""
    must_have_come(at, unit.now)
    entries = await history.entries(unit, case_id)
    until = recorded_until(entries, at)
    if not until:
        raise NotFound
    return entries, until[-1].position


def _of_state(was: Known, case: Case, entries: Sequence[Entry]) -> dict[str, Any]:  # Any: members of a Case document
    state, contents = was.state, was.contents
    # the number that a case is opened with is of the day of the opening, which may have been corrected since
    opened, day = entries[0], entries[0].happened_on
    first = (opened.by, opened.fact.number) if isinstance(opened.fact, Opened) else None
    days = {first: {"assignedOn": day.isoformat()}}
    relations = {(kind.value, other) for kind, other in contents.relations}
    found: Mapping[str, Any] = {
        "category": state.category,
        "restriction": state.restriction.value,
        "status": state.status.value,
        "openedOn": day.isoformat(),
        "responsible": _document(office_of(state.responsible)),
        "court": state.court and _document(office_of(state.court)),
        "version": state.version,
        "defendantStatus": state.defendant,
        "pendingHandOverId": contents.pending_hand_over,
        "numbers": [
            {**_document(each), **days.get((seat_of(each.by), each.number), {})}
            for each in case.numbers
            if (seat_of(each.by), each.number) in contents.numbers
        ],
        "relations": [_document(each) for each in case.relations or () if (each.kind, each.other_case_id) in relations]
        or None,
        "prosecutors": [_document(each) for each in known_of(case.prosecutors or (), contents.prosecutors)] or None,
        "dueOn": None,  # reckoned by the rules of today
    }
    return dict(found)


async def _claims(unit: Unit, was: Known, at: datetime, sight: Sight, *, told: bool) -> list[dict[str, Any]]:
    """Return what was claimed in the case then, wherever it is claimed now: Any, as documents have it."""
    ids = list(was.contents.claims)
    if not ids:
        return []
    shown = await store.claims(unit, was.state.case_id, ids, sight)
    stood = await corrections.of_claims(unit, at, ids) if told else ()
    return corrected_lists.claims_known(shown, stood, ids)


def _undo_in_person(
    person: dict[str, Any], members: Mapping[str, Mapping[str, JSON]], *, told: bool
) -> None:  # Any: a Participant document
    """Put back what stood there before, or take it out for who is not told."""
    for name, change in members.items():
        person.pop(name, None)
        if not told:
            person["correctedMembers"] = sorted({*person.get("correctedMembers", ()), name})
        elif change.get("was") is not None:
            person[name] = change["was"]


async def _approves(unit: Unit, asker: Asker, case_id: str) -> bool:
    """Tell whether whoever asks reads old values: as the list of corrections is read."""
    if asker.caller.standing is None or not reaches(Read.LIST_CORRECTIONS, asker.caller.rights, RULES):
        return False
    return await cases.is_visible(unit, case_id, sight_of(unit, asker, Read.LIST_CORRECTIONS))


def _document(model: Any) -> dict[str, JSON]:  # Any: a model of a national schema
    document: dict[str, JSON] = model.model_dump(mode="json", by_alias=True, exclude_none=True)
    return document
