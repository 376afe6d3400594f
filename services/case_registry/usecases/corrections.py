"""Correct what stands in a case, and list what was corrected."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from pydantic import ValidationError

from chassis.unit.unit import Unit
from contracts.json_types import JSON
from contracts.national.justice.case_correcting import CaseCorrecting
from contracts.national.justice.case_join import SamePerson
from contracts.national.justice.correction import Correction
from contracts.national.justice.correction_members import CorrectionMembers
from contracts.national.justice.correction_page import CorrectionPage
from contracts.national.justice.participant import Participant
from contracts.national.shared.partial_date import PartialDate
from contracts.problems import InvalidInput
from contracts.seats import Seat
from contracts.subject_keys import SubjectKeys
from services.case_registry.domain import acts, day_order, days, open_offices
from services.case_registry.domain import corrected_lists as lists
from services.case_registry.domain import corrections as rules
from services.case_registry.domain.acts import Act
from services.case_registry.domain.case_state import Actor, CaseState
from services.case_registry.domain.cases import Opened
from services.case_registry.domain.corrections import PARTICIPANT, Change, Corrected
from services.case_registry.domain.facts import Entry
from services.case_registry.domain.history import replay
from services.case_registry.domain.known import since_when
from services.case_registry.domain.participants import days_of, must_be_possible
from services.case_registry.domain.reads import Read
from services.case_registry.domain.reopenings import must_stay_proposed
from services.case_registry.domain.same_person import became
from services.case_registry.domain.stays import told
from services.case_registry.domain.words import office_of
from services.case_registry.errors.cases import CaseNumberTaken
from services.case_registry.errors.corrections import NO_SUCH_FACT, cannot_stand, not_between
from services.case_registry.errors.participants import no_such_participant
from services.case_registry.events import corrections as events
from services.case_registry.store import cases, history, participants, stays
from services.case_registry.store import corrections as store
from services.case_registry.usecases import (
    corrected_days,
    corrected_lists,
    correctors,
    court_records,
    designations,
    following_days,
    register_corrections,
)
from services.case_registry.usecases.asking import Asker, actor_of, sight_of
from services.case_registry.usecases.children import protect
from services.case_registry.usecases.deadlines import reckon
from services.case_registry.usecases.final_decisions import extracts_of
from services.case_registry.usecases.owed_corrections import owe, owe_extracts
from services.case_registry.usecases.recording import entry_of, locked_state, must_be_seen
from services.case_registry.wire.corrections import CorrectionPosition, CorrectionQuery


@dataclass(frozen=True, slots=True)
class _Effect:
    """Whether others have to hear of a correction, since when what was wrong was known, and of which entry it is."""

    matters: bool
    known_since: datetime
    file_id: str | None = None
    concerned: frozenset[Seat] = frozenset()  # also without a part in the case: courts that an order names
    same: Sequence[SamePerson] = ()


async def correct_case(
    unit: Unit, asker: Asker, case_id: str, correcting: CaseCorrecting, keys: SubjectKeys
) -> Correction:
    """Record a correction, owe it to every office that may have used what was wrong, and announce it.

    Raises what `acts` refuses, `ValueNotInForce`, and `InvalidInput` for what is not corrected or cannot stand there.
    """
    actor = actor_of(unit, asker)
    state = await locked_state(unit, asker, case_id)
    stated, changes = await _stated(unit, state, correcting)
    officer = rules.must_be_approved(correcting.approved_by, actor.officer)
    rules.must_be_a_correction(changes)
    correction = Correction(
        correction_id=unit.new_id("cor"),
        case_id=case_id,
        position=correcting.position,
        participant_id=correcting.participant_id,
        members=CorrectionMembers.model_validate(stated),
        reason=correcting.reason,
        basis=correcting.basis,
        recorded_by=officer,
        approved_by=correcting.approved_by,
        by=office_of(actor.seat),
        recorded_at=unit.now,
    )
    extracts = await extracts_of(unit, case_id)
    if correcting.participant_id is not None:
        effect = await _correct_participant(unit, asker, actor, state, correction, changes, keys)
    else:
        effect = await _correct_fact(unit, asker, actor, state, correction, changes)
    await store.add(unit, correction, stated, effect.file_id)
    if effect.matters:
        since, named = effect.known_since, effect.concerned
        await owe(unit, state, correction.correction_id, actor, known_since=since, named=named)
        await owe_extracts(unit, case_id, correction.correction_id, extracts, known_since=since)
    unit.announce(events.case_corrected(unit, correction, sorted(changes)))
    return correction.model_copy(update={"same_persons": [*effect.same] or None})


async def _stated(
    unit: Unit, state: CaseState, correcting: CaseCorrecting
) -> tuple[dict[str, Any], dict[str, Change]]:  # Any: documents by member
    """Return what is stated, with what follows from it for a death, and the same as it is compared."""
    stated = correcting.members.model_dump(mode="json", by_alias=True, exclude_none=True)
    changes = _changes(stated)
    if correcting.participant_id is not None:
        derived = await corrected_lists.of_a_death(unit, state, correcting.participant_id, changes)
        changes |= derived
        stated |= {member: change.model_dump(exclude_none=True) for member, change in derived.items()}
    return stated, changes


def _changes(stated: Mapping[str, Mapping[str, JSON]]) -> dict[str, Change]:
    """Return what is stated as it is compared."""
    return {
        member: Change(**{side: lists.normal(member, value) for side, value in change.items()})
        for member, change in stated.items()
    }


async def list_corrections(unit: Unit, asker: Asker, case_id: str, query: CorrectionQuery) -> CorrectionPage:
    """Return one page of the corrections of a case, oldest first, to who approves them; else raise `NotFound`."""
    await must_be_seen(unit, asker, case_id, Read.LIST_CORRECTIONS)
    after = query.after.correction_id if query.after else ""
    sight = sight_of(unit, asker, Read.LIST_CORRECTIONS)
    found = await store.page(unit, case_id, sight=sight, after=after, limit=query.with_one_more)
    items, following = query.page(found, lambda each: CorrectionPosition(correction_id=each.correction_id))
    return CorrectionPage(items=items, next=following)


async def _correct_participant(
    unit: Unit,
    asker: Asker,
    actor: Actor,
    state: CaseState,
    correction: Correction,
    changes: Mapping[str, Change],
    keys: SubjectKeys,
) -> _Effect:
    """Write what is right of a participant, and the fact without any value."""
    acts.must_be_allowed(state, actor, Act.CORRECT_CASE, days.today(unit.now))
    rows = rules.rules_for(PARTICIPANT, changes)
    everybody = {each.participant_id: each for each in await participants.everybody(unit, state.case_id)}
    wrong = everybody.get(correction.participant_id or "")
    if wrong is None:
        raise InvalidInput(faults=[no_such_participant("/participantId")])
    document = wrong.model_dump(mode="json", by_alias=True, exclude_none=True)
    rules.must_be_in_force(changes, {member: lists.normal(member, document.get(member)) for member in changes})
    right = _right_participant(document, changes)
    for role in right.roles:
        must_be_possible(right.birth_date, role.from_, "/members/birthDate/now")
    await participants.correct(unit, state.case_id, right, keys, asker.code_lists)
    await corrected_lists.correct_person(unit, actor, state, right, changes)
    fact = Corrected(
        correction=correction.correction_id, participant=correction.participant_id, members=tuple(sorted(changes))
    )
    entries = await history.entries(unit, state.case_id)
    now = await _record(unit, state, actor, fact, entries)
    now = await protect(unit, now, actor)
    await corrected_lists.tell_death(unit, actor, now, wrong, right)
    same = became([*everybody.values()], right, asker.code_lists)
    return _Effect(any(row.matters for row in rows), since_when(entries, wrong.participant_id), same=same)


async def _correct_fact(
    unit: Unit, asker: Asker, actor: Actor, state: CaseState, correction: Correction, changes: Mapping[str, Change]
) -> _Effect:
    """Write the fact of the correction and what follows from it."""
    entries = await history.entries(unit, state.case_id)
    wrong = next((entry for entry in rules.effective(entries) if entry.position == correction.position), None)
    if wrong is None:
        raise InvalidInput(faults=[NO_SUCH_FACT])
    rows = rules.rules_for(wrong.fact.kind, changes)
    correctors.must_correct(asker, actor, state, entries, wrong, changes, rows, days.today(unit.now))
    beside = await corrected_lists.listed(unit, asker, state.case_id, changes) | await court_records.stated(unit, wrong)
    if "category" in changes:
        await corrected_lists.must_be_open_to_it(unit, actor, state, str(changes["category"].now))
    rules.must_be_in_force(changes, {each: beside.get(each, rules.said_by(wrong, each)) for each in changes})
    said = {member: change for member, change in changes.items() if member not in rules.BESIDE}
    fact = Corrected(
        correction=correction.correction_id,
        position=correction.position,
        members=tuple(sorted(changes)),
        changes=said,
    )
    right = rules.corrected(wrong, {member: change.now for member, change in said.items()})
    pointer = f"/members/{_day_of(changes)}/now"
    days.must_have_come(right.happened_on, unit.now, pointer)
    if right.happened_on != wrong.happened_on and open_offices.is_of_its_days(right.fact, entries):
        open_offices.must_have_been_there(right.by, actor.organisations, right.happened_on, pointer)
    must_stay_proposed(entries, right)
    named = frozenset[Seat]()
    if "court" in changes:
        named = await designations.concerned(unit, state, actor, entries, wrong, right)
    file_id = await register_corrections.correct_entry(unit, right) if any(row.register for row in rows) else None
    now = await _record(unit, state, actor, fact, entries)
    await court_records.follow(unit, asker, state.case_id, entries, right, changes, _day_of(changes))
    await corrected_days.follow(unit, state.case_id, entries, right, _day_of(changes))
    await _correct_opening(unit, state.case_id, changes, right)
    await corrected_lists.correct_lists(unit, actor, state, changes)
    now = await following_days.follow(unit, now, actor, entries, wrong, right, correction)
    await protect(unit, now, actor)
    return _Effect(any(row.matters for row in rows), wrong.recorded_at, file_id, named)


async def _record(unit: Unit, state: CaseState, actor: Actor, fact: Corrected, entries: Sequence[Entry]) -> CaseState:
    """Add the fact, and return the state: the case is the sum of its facts as they are right, added up anew.

    So are its stays and what is due in it.
    """
    entry = entry_of(unit, fact, actor, happened_on=days.today(unit.now), position=state.version + 1)
    whole = [*entries, entry]
    if fact.position is not None:
        day_order.must_be_kept(entries, whole, fact.position, _day_of(fact.changes))
    now = replay(whole)
    await history.record(unit, now, entry)
    await stays.rewrite(unit, state.case_id, told(whole))
    await reckon(unit, state.case_id, actor.code_lists, actor.organisations)
    return now


async def _correct_opening(unit: Unit, case_id: str, changes: Mapping[str, Change], right: Entry) -> None:
    columns = {"title": "title", "place": "place", "openedOn": "opened_on", "category": "category"}
    stated: dict[str, Any] = {columns[each]: change.now for each, change in changes.items() if each in columns}
    if "committedOn" in changes:
        stated["committed_on"] = changes["committedOn"].now
        _must_be_an_act_of(stated["committed_on"], right.happened_on, "committedOn")
    elif "openedOn" in changes:
        _must_be_an_act_of((await cases.stated(unit, case_id))["committedOn"], right.happened_on, "openedOn")
    if not stated:
        return
    if missing := [each for each in changes if each in columns and changes[each].now is None]:
        raise InvalidInput(faults=[cannot_stand(each) for each in missing])
    if "opened_on" in stated:
        stated["opened_on"] = date.fromisoformat(stated["opened_on"])
    await cases.correct(unit, case_id, stated)
    number = right.fact.number if isinstance(right.fact, Opened) and "opened_on" in stated else None
    if number is not None and not await cases.renumber(unit, case_id, right.by, number, right.happened_on):
        raise CaseNumberTaken(number=number, year=right.happened_on.year)


def _must_be_an_act_of(committed_on: JSON, opened_on: date, corrected: str) -> None:
    """Raise `InvalidInput` for an act behind the opening of the case about it, at the member that is corrected."""
    if committed_on is not None and days_of(PartialDate.model_validate(committed_on))[0] > opened_on:
        first, last = days_of(PartialDate.model_validate(committed_on))[0], opened_on
        limits = (None, last) if corrected == "committedOn" else (first, None)
        raise InvalidInput(faults=[not_between(corrected, *limits)])


def _right_participant(document: dict[str, JSON], changes: Mapping[str, Change]) -> Participant:
    """Return the participant as it is right; raise `InvalidInput` for one that is nobody, or somebody and an office."""
    right = document | {member: change.now for member, change in changes.items()}
    if (right.get("name") is None) is (right.get("organisation") is None):
        raise InvalidInput(faults=[cannot_stand(member) for member in changes if member in {"name", "organisation"}])
    try:
        return Participant.model_validate({member: value for member, value in right.items() if value is not None})
    except ValidationError:
        raise InvalidInput(faults=[cannot_stand(member) for member in changes]) from None


def _day_of(changes: Mapping[str, Change]) -> str:
    return next((member for member in changes if member in rules.DAYS), "happenedOn")
