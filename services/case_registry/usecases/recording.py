"""What the verbs on a case share: lock its state, check the caller's permission, add a fact to its history."""

from datetime import date, datetime

from chassis.unit.unit import Unit
from contracts.problems import NotFound
from contracts.seats import Seat
from services.case_registry.domain import acts, days, history, open_offices, presupposed
from services.case_registry.domain.acts import Act
from services.case_registry.domain.case_state import Actor, CaseState
from services.case_registry.domain.categories import known_category
from services.case_registry.domain.facts import Entry, Fact
from services.case_registry.domain.reads import Read
from services.case_registry.store import cases, stays
from services.case_registry.store import history as store
from services.case_registry.usecases import readers
from services.case_registry.usecases.asking import Asker, actor_of, sight_of
from services.case_registry.usecases.deadlines import reckon_after


async def locked_state(unit: Unit, asker: Asker, case_id: str) -> CaseState:
    """Return the state of the case, its row locked until the unit ends; raise `NotFound` also for a hidden case.

    Raises `CategoryUnknown` where no rule can say what is done in it: whoever locks it is about to act.
    """
    state = await store.locked_state(unit, case_id, sight=sight_of(unit, asker, Read.CASE_BY_ID))
    if state is None:
        raise NotFound
    known_category(state.category, asker.code_lists)
    return state


async def acting_in(unit: Unit, asker: Asker, case_id: str, act: Act) -> tuple[Actor, CaseState]:
    """Return the actor and the locked state of the case; raise `OfficeNeeded`, `NotFound`, or what `acts` refuses."""
    actor = actor_of(unit, asker)
    state = await locked_state(unit, asker, case_id)
    acts.must_be_allowed(state, actor, act, days.today(unit.now))
    return actor, state


async def must_be_seen(unit: Unit, asker: Asker, case_id: str, operation: Read, at: datetime | None = None) -> None:
    """Raise `NotFound` unless this read shows the case to who asks, now and as it was then; remember that it does."""
    if not await cases.is_visible(unit, case_id, sight_of(unit, asker, operation), at):
        raise NotFound
    await readers.note(unit, asker, case_id)


def entry_of(unit: Unit, fact: Fact, actor: Actor | Seat, *, happened_on: date, position: int) -> Entry:
    """Return the fact as an entry of the history, recorded now at this position; by a seat: the registry's own."""
    return Entry(
        position=position,
        fact=fact,
        happened_on=happened_on,
        recorded_at=unit.now,
        by=actor.seat if isinstance(actor, Actor) else actor,
        officer=actor.officer if isinstance(actor, Actor) else None,
    )


def must_have_been_there(actor: Actor, day: date, pointer: str) -> None:
    """Raise `InvalidInput` for a day on which the office that acts was not there, nor one that it took over."""
    open_offices.must_have_been_there(actor.seat, actor.organisations, day, pointer)


async def record(
    unit: Unit, state: CaseState, fact: Fact, actor: Actor | Seat, *, happened_on: date, stated: str | None = None
) -> tuple[CaseState, Entry]:
    """Add the fact to the history of the case; return the new state and the entry.

    `stated` is where the body says the day, which may lie in the past: raises `InvalidInput` for one before what the
    fact presupposes, and for one on which the office that acts was not there.
    """
    if stated is not None and happened_on < days.today(unit.now):  # nothing on record is younger than today
        if isinstance(actor, Actor) and open_offices.is_of_its_days(fact):
            must_have_been_there(actor, happened_on, stated)
        presupposed.must_be_over(fact, happened_on, await store.entries(unit, state.case_id), stated)
    entry = entry_of(unit, fact, actor, happened_on=happened_on, position=state.version + 1)
    new_state = history.next_state(state, entry)
    await store.record(unit, new_state, entry)
    await stays.record(unit, state, entry, new_state)
    if isinstance(actor, Actor):  # what the registry itself records is about no deadline
        await reckon_after(unit, state.case_id, fact, actor.code_lists, actor.organisations)
    return new_state, entry
