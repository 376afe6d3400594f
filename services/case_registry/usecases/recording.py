"""What the verbs on a case share: lock its state, check the caller's permission, add a fact to its history."""

from datetime import date

from chassis.unit.unit import Unit
from contracts.problems import NotFound
from contracts.voucher import Caller
from services.case_registry.domain import acts, days, history
from services.case_registry.domain.acts import Act
from services.case_registry.domain.case_state import Actor, CaseState
from services.case_registry.domain.facts import Entry, Fact
from services.case_registry.domain.words import Seat
from services.case_registry.store import history as store


def actor_of(caller: Caller) -> Actor:
    """Return the caller as an actor: its member and office, kind and officer, from the gateway's voucher."""
    return Actor(Seat(caller.member, caller.office), caller.kind, caller.officer)


async def locked_state(unit: Unit, caller: Caller, case_id: str) -> CaseState:
    """Return the state of the case, its row locked until the unit ends; raise `NotFound` also for a hidden case."""
    state = await store.locked_state(unit, case_id, visible_to=caller.member)
    if state is None:
        raise NotFound
    return state


async def acting_in(unit: Unit, caller: Caller, case_id: str, act: Act) -> tuple[Actor, CaseState]:
    """Return the caller as an actor and the locked state of the case; raise `NotFound` or what `acts` refuses."""
    actor = actor_of(caller)
    state = await locked_state(unit, caller, case_id)
    acts.must_be_allowed(state, actor, act, days.today(unit.now))
    return actor, state


def entry_of(unit: Unit, fact: Fact, actor: Actor, *, happened_on: date, position: int) -> Entry:
    """Return the fact as an entry of the history, recorded now at this position."""
    return Entry(
        position=position,
        fact=fact,
        happened_on=happened_on,
        recorded_at=unit.now,
        by=actor.seat,
        officer=actor.officer,
    )


async def record(
    unit: Unit, state: CaseState, fact: Fact, actor: Actor, *, happened_on: date
) -> tuple[CaseState, Entry]:
    """Add the fact to the history of the case; return the new state and the entry."""
    entry = entry_of(unit, fact, actor, happened_on=happened_on, position=state.version + 1)
    new_state = history.next_state(state, entry)
    await store.record(unit, new_state, entry)
    return new_state, entry
