"""Operations of assignments: who works on an event, and which office has it."""

from http import HTTPStatus
from typing import Final

from fastapi import APIRouter, Response

from chassis.http.transactional_route import TransactionalRoute, UnitDep
from contracts.national.civil.civil_event import CivilEvent
from contracts.national.civil.event_assignment import EventAssignment
from contracts.national.civil.event_hand_over import EventHandOver
from services.civil_registration.routes.asking import AskerDep, KeysDep, tagged
from services.civil_registration.usecases import assignments
from services.civil_registration.wire.events import ON_EVENT, EventId, IfMatch

ROUTER: Final = APIRouter(prefix="/civil-registration/v1", route_class=TransactionalRoute, tags=["Assignments"])


@ROUTER.post(
    "/events/{eventId}/assignment",
    operation_id="assignEvent",
    summary="Assign an event",
    status_code=HTTPStatus.CREATED,
    openapi_extra=ON_EVENT,
)
async def assign_event(
    event_id: EventId,
    body: EventAssignment,
    asker: AskerDep,
    unit: UnitDep,
    keys: KeysDep,
    answer: Response,
    if_match: IfMatch = None,
) -> CivilEvent:
    """Say which officer works on the event, or a deputy for a while."""
    return tagged(answer, await assignments.assign(unit, asker, event_id, body, if_match, keys))


@ROUTER.post(
    "/events/{eventId}/hand-over",
    operation_id="handOverEvent",
    summary="Hand an event over",
    status_code=HTTPStatus.CREATED,
    openapi_extra=ON_EVENT,
)
async def hand_over_event(
    event_id: EventId,
    body: EventHandOver,
    asker: AskerDep,
    unit: UnitDep,
    keys: KeysDep,
    answer: Response,
    if_match: IfMatch = None,
) -> CivilEvent:
    """Give an event that is not registered to another registering office or embassy."""
    return tagged(answer, await assignments.hand_over(unit, asker, event_id, body, if_match, keys))


@ROUTER.post(
    "/events/{eventId}/unassignment",
    operation_id="unassignEvent",
    summary="End the assignment of an event",
    status_code=HTTPStatus.CREATED,
    openapi_extra=ON_EVENT,
)
async def unassign_event(
    event_id: EventId,
    asker: AskerDep,
    unit: UnitDep,
    keys: KeysDep,
    answer: Response,
    if_match: IfMatch = None,
) -> CivilEvent:
    """End every assignment of the event."""
    return tagged(answer, await assignments.unassign(unit, asker, event_id, if_match, keys))
