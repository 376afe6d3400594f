"""Assign events to officers and deputies, and hand them over to another registering office."""

from chassis.unit.unit import Unit
from contracts.national.civil.civil_event import CivilEvent
from contracts.national.civil.event_assignment import EventAssignment
from contracts.national.civil.event_hand_over import EventHandOver
from contracts.problems import InvalidInput
from contracts.seats import Seat
from contracts.subject_keys import SubjectKeys
from services.civil_registration.domain.actions import Act, Action, must_be_allowed
from services.civil_registration.domain.facts import document
from services.civil_registration.domain.records import must_have_room
from services.civil_registration.errors.events import EXPIRED, GOES_NOWHERE
from services.civil_registration.usecases.asking import Asker, author_of, changeable
from services.civil_registration.usecases.recording import answer


async def assign(
    unit: Unit, asker: Asker, event_id: str, assignment: EventAssignment, if_match: str | None, keys: SubjectKeys
) -> CivilEvent:
    """Say who in the office works on the event, or who does it for a while.

    Raises `NotFound`, `NotTheRegistrar`, `PreconditionFailed`, `ActionNotAllowed`, `RecordFull`, and `InvalidInput` for
    one that is over already.
    """
    record = await changeable(unit, asker, event_id, "assignEvent", if_match)
    must_be_allowed(Act.ASSIGN, record.state)
    must_have_room(record)
    if assignment.until is not None and assignment.until <= unit.now:
        raise InvalidInput(faults=[EXPIRED])
    action = Action(Act.ASSIGN, author_of(unit, asker), document(assignment))
    return await answer(unit, asker, event_id, record, action, keys)


async def unassign(unit: Unit, asker: Asker, event_id: str, if_match: str | None, keys: SubjectKeys) -> CivilEvent:
    """End every assignment of the event. Raises as `assign` does."""
    record = await changeable(unit, asker, event_id, "unassignEvent", if_match)
    must_be_allowed(Act.UNASSIGN, record.state)
    must_have_room(record)
    return await answer(unit, asker, event_id, record, Action(Act.UNASSIGN, author_of(unit, asker), {}), keys)


async def hand_over(
    unit: Unit, asker: Asker, event_id: str, hand_over: EventHandOver, if_match: str | None, keys: SubjectKeys
) -> CivilEvent:
    """Give an event that is not registered to another registering office or embassy. Raises as `assign` does."""
    record = await changeable(unit, asker, event_id, "handOverEvent", if_match)
    must_be_allowed(Act.HAND_OVER, record.state)
    must_have_room(record)
    if asker.organisations.holder(record.registrar) == Seat(hand_over.to.member, hand_over.to.office):
        raise InvalidInput(faults=[GOES_NOWHERE])
    action = Action(Act.HAND_OVER, author_of(unit, asker), document(hand_over))
    return await answer(unit, asker, event_id, record, action, keys)
