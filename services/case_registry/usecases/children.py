"""Close a case in which a child may be, as soon as that is known, and keep child victims out of every list."""

from chassis.unit.unit import Unit
from contracts.seats import Seat
from services.case_registry.domain import children as rules
from services.case_registry.domain import days
from services.case_registry.domain.case_state import Actor, CaseState
from services.case_registry.domain.children import Acts, Somebody
from services.case_registry.domain.restrictions import RestrictionChanged
from services.case_registry.events import restrictions as events
from services.case_registry.store import children as store
from services.case_registry.usecases.recording import record


async def protect(unit: Unit, state: CaseState, actor: Actor | Seat) -> CaseState:
    """Return the state after what is known of its people now; the case is locked, and their fact is recorded.

    Every verb after which somebody may be a child calls it: who joins, takes a role, is charged, or is corrected.
    """
    people, acts = await in_case(unit, state)
    if all(person.birth_date is None and person.age is None for person in people):
        return state
    await store.unlist(unit, state.case_id, rules.unlisted(people, acts))
    target = rules.closed(state.restriction, people, acts)
    if target is state.restriction:
        return state
    fact = RestrictionChanged(source=state.restriction, target=target)
    new_state, entry = await record(unit, state, fact, actor, happened_on=days.today(unit.now))
    unit.announce(events.restriction_changed(unit, state.case_id, fact, entry))
    return new_state


async def in_case(unit: Unit, state: CaseState) -> tuple[list[Somebody], Acts]:
    """Return the people of the case, and what is known of the days of its acts."""
    return await store.people(unit, state.case_id), await store.acts(unit, state.case_id)
