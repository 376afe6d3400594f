"""Give a case to a prosecutor of the office."""

from chassis.unit.unit import Unit
from contracts.national.justice.assigned_prosecutor import AssignedProsecutor
from contracts.national.justice.prosecutor_assignment import ProsecutorAssignment
from contracts.officers import normal_officer
from contracts.problems import InvalidInput
from services.case_registry.domain import days
from services.case_registry.domain import prosecutors as rules
from services.case_registry.domain.acts import Act
from services.case_registry.domain.prosecutors import ProsecutorAssigned
from services.case_registry.domain.words import office_of
from services.case_registry.errors.prosecutors import IN_HAND_ALREADY
from services.case_registry.events import prosecutors as events
from services.case_registry.store import prosecutors as store
from services.case_registry.usecases.asking import Asker
from services.case_registry.usecases.recording import acting_in, record


async def assign_prosecutor(
    unit: Unit, asker: Asker, case_id: str, assignment: ProsecutorAssignment
) -> AssignedProsecutor:
    """Record who has the case in hand at the office that acts, and announce it; raise what `acting_in` does.

    Whoever had it there is relieved; prosecutors of other offices are theirs. And `InvalidInput` for a day before the
    latest assignment, and for who has the case already.
    """
    actor, state = await acting_in(unit, asker, case_id, Act.ASSIGN_PROSECUTOR)
    on = assignment.assigned_on
    days.must_have_come(on, unit.now, "/assignedOn")
    offices = {actor.seat, *actor.standing.succeeds}
    rules.must_follow(on, await store.latest(unit, case_id, offices))
    has_it = await store.in_hand(unit, case_id, offices)
    if has_it is not None and normal_officer(has_it) == normal_officer(assignment.officer):
        raise InvalidInput(faults=[IN_HAND_ALREADY])
    fact = ProsecutorAssigned(prosecutor=assignment.officer)
    _, entry = await record(unit, state, fact, actor, happened_on=on, stated="/assignedOn")
    await store.relieve(unit, case_id, offices, on)
    await store.assign(unit, case_id, entry.position, actor.seat, assignment.officer, on)
    assigned = AssignedProsecutor(office=office_of(actor.seat), officer=assignment.officer, assigned_on=on)
    unit.announce(events.prosecutor_assigned(unit, case_id, assigned))
    return assigned
