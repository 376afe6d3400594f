"""Let days follow the corrected day of a move: what it set aside, and, as corrections of their own, of participants."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from chassis.unit.unit import Unit
from contracts.national.justice.correction import Correction
from contracts.national.justice.correction_members import CorrectionMembers
from contracts.national.justice.custody_record import CustodyRecord
from contracts.national.justice.dated_role import DatedRole
from contracts.national.justice.participant import Participant
from services.case_registry.domain import days
from services.case_registry.domain import following_days as rules
from services.case_registry.domain.case_state import Actor, CaseState
from services.case_registry.domain.cases import Opened
from services.case_registry.domain.corrections import Corrected
from services.case_registry.domain.facts import Entry
from services.case_registry.domain.moves import Moved
from services.case_registry.domain.participants import must_be_possible
from services.case_registry.domain.setting_aside import set_aside_by
from services.case_registry.domain.words import Instance
from services.case_registry.events import corrections as events
from services.case_registry.store import corrected_lists as lists
from services.case_registry.store import corrections, decisions, participants
from services.case_registry.store import following_days as store
from services.case_registry.usecases.owed_corrections import owe
from services.case_registry.usecases.recording import record


async def follow(
    unit: Unit,
    state: CaseState,
    actor: Actor,
    entries: Sequence[Entry],
    wrong: Entry,
    right: Entry,
    correction: Correction,
) -> CaseState:
    """Write what came with an opening or a move whose day was wrong as it is right; return the state of the case then.

    Roles and custody are corrected for the same reason and by the same officers: whoever has to hear of it does.
    Raises `InvalidInput` where a role would end before it begins, or somebody be free behind what followed.
    """
    if not isinstance(right.fact, Opened | Moved) or wrong.happened_on == right.happened_on:
        return state
    if isinstance(right.fact, Moved) and set_aside_by(right.fact):
        judgments = [(place, Instance(each.level)) for place, each in await decisions.page(unit, state.case_id)]
        superseded = rules.superseded_by(entries, right.position, judgments)
        await store.supersede_on(unit, state.case_id, superseded, right.happened_on)
        await store.set_aside_on(unit, state.case_id, right)
    people = {each.participant_id: each for each in await participants.everybody(unit, state.case_id)}
    for brought in rules.brought_by(entries, right.position):
        if (person := people.get(brought.participant)) is None:
            continue  # who has gone to another case since
        members = await _corrected(unit, state, person, brought, wrong, right)
        if members:
            state = await _record(unit, state, actor, correction, person.participant_id, members, right.recorded_at)
    return state


async def _corrected(
    unit: Unit, state: CaseState, person: Participant, brought: rules.Brought, wrong: Entry, right: Entry
) -> dict[str, Any]:  # Any: JSON
    """Write roles and custody of a participant as they are right; return what was, and is right, by member."""
    was, now = wrong.happened_on, right.happened_on
    roles = rules.roles_right(person.roles, brought, was, now, "openedOn" if right.position == 1 else "happenedOn")
    for role in roles if right.position == 1 else ():
        must_be_possible(person.birth_date, role.from_, "/members/openedOn/now")
    custody = rules.custody_right(person.custody or [], brought, was, now)
    members: dict[str, Any] = {}
    if roles != person.roles:
        await lists.keep_roles(unit, person.participant_id, roles, range(len(roles)))
        members["roles"] = {"was": _documents(person.roles), "now": _documents(roles)}
    if person.custody and custody != person.custody:
        await lists.keep_custody(unit, state.case_id, person.participant_id, custody, range(len(custody)))
        members["custody"] = {"was": _documents(person.custody), "now": _documents(custody)}
    return members


async def _record(
    unit: Unit,
    state: CaseState,
    actor: Actor,
    cause: Correction,
    participant_id: str,
    members: dict[str, Any],  # Any: JSON
    known_since: datetime,
) -> CaseState:
    correction = cause.model_copy(
        update={
            "correction_id": unit.new_id("cor"),
            "position": None,
            "participant_id": participant_id,
            "members": CorrectionMembers.model_validate(members),
        }
    )
    names = tuple(sorted(members))
    fact = Corrected(correction=correction.correction_id, participant=participant_id, members=names)
    state, _ = await record(unit, state, fact, actor, happened_on=days.today(unit.now))
    await corrections.add(unit, correction, members)
    await owe(unit, state, correction.correction_id, actor, known_since=known_since)
    unit.announce(events.case_corrected(unit, correction, names))
    return state


def _documents(entries: Sequence[DatedRole] | Sequence[CustodyRecord]) -> list[Any]:  # Any: JSON
    return [each.model_dump(mode="json", by_alias=True, exclude_none=True) for each in entries]
