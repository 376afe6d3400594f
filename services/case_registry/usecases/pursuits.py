"""Write what a move brings to those who are pursued: roles end, convicts are named, who is acquitted is free."""

from collections.abc import Iterable
from datetime import date

from chassis.unit.unit import Unit
from contracts.national.justice.custody_record import CustodyRecord
from services.case_registry.domain.case_state import Actor, CaseState
from services.case_registry.domain.facts import Role
from services.case_registry.domain.participants import CONVICT, FREE, CustodyRecorded, RoleTaken
from services.case_registry.domain.pursuits import PursuitEnded, Turn
from services.case_registry.events import participants as events
from services.case_registry.store import participants as store
from services.case_registry.store import pursuits as held
from services.case_registry.usecases.recording import record


async def follow(unit: Unit, state: CaseState, actor: Actor, turns: Iterable[Turn], day: date) -> CaseState:
    """Record what a move on that day brings to participants, and announce it; return the state of the case after it.

    It stands in the history before the move, whose place is then the version of the case.
    """
    for turn in turns:
        state = await _turned(unit, state, actor, turn, day)
    return state


async def _turned(unit: Unit, state: CaseState, actor: Actor, turn: Turn, day: date) -> CaseState:
    ended = tuple(role.role for role in turn.ended)
    if turn.convicted:
        await store.take_role(unit, turn.participant_id, CONVICT, day, turn.ended)
        taken = RoleTaken(participant=Role(participant=turn.participant_id, role=CONVICT), ended=ended)
        state, _ = await record(unit, state, taken, actor, happened_on=day)
        unit.announce(events.role_taken(unit, state.case_id, turn.participant_id, CONVICT))
        return state
    await store.end_roles(unit, turn.participant_id, turn.ended, day)
    if turn.freed_at is not None:
        await held.keep_custody(
            unit, state.case_id, turn.participant_id, CustodyRecord(status=FREE, since=turn.freed_at)
        )
        freed = CustodyRecorded(participant=turn.participant_id, status=FREE)
        unit.announce(events.custody_recorded(unit, state.case_id, freed))
    fact = PursuitEnded(participant=turn.participant_id, ended=ended, freed=turn.freed_at is not None or None)
    state, _ = await record(unit, state, fact, actor, happened_on=day)
    return state
