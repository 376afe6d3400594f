"""Operations of registration: register, validate, approve and reject declared events."""

from http import HTTPStatus
from typing import Final

from fastapi import APIRouter, Response

from chassis.http.transactional_route import TransactionalRoute, UnitDep
from contracts.national.civil.civil_event import CivilEvent
from contracts.national.civil.event_registration import EventRegistration
from contracts.national.civil.event_rejection import EventRejection
from contracts.national.civil.event_validation import EventValidation
from services.civil_registration.domain.actions import Act
from services.civil_registration.routes.asking import AskerDep, KeysDep, tagged
from services.civil_registration.usecases import registrations
from services.civil_registration.wire.events import LEGAL_ACT, ON_EVENT, EventId, IfMatch

ROUTER: Final = APIRouter(prefix="/civil-registration/v1", route_class=TransactionalRoute, tags=["Registrations"])


@ROUTER.post(
    "/events/{eventId}/registration",
    operation_id="registerEvent",
    summary="Register a declared event",
    status_code=HTTPStatus.CREATED,
    openapi_extra=LEGAL_ACT,
)
async def register_event(
    event_id: EventId,
    body: EventRegistration,
    asker: AskerDep,
    unit: UnitDep,
    keys: KeysDep,
    answer: Response,
    if_match: IfMatch = None,
) -> CivilEvent:
    """Register an event under a new number, as its registering office; its facts then change by corrections alone."""
    return tagged(answer, await registrations.register(unit, asker, event_id, body, if_match, keys))


@ROUTER.post(
    "/events/{eventId}/validation",
    operation_id="validateEvent",
    summary="Validate an event",
    status_code=HTTPStatus.CREATED,
    openapi_extra=ON_EVENT,
)
async def validate_event(
    event_id: EventId,
    body: EventValidation,
    asker: AskerDep,
    unit: UnitDep,
    keys: KeysDep,
    answer: Response,
    if_match: IfMatch = None,
) -> CivilEvent:
    """Say what is looked into before the event is registered or rejected."""
    return tagged(answer, await registrations.validate(unit, asker, Act.VALIDATE, event_id, body, if_match, keys))


@ROUTER.post(
    "/events/{eventId}/approval",
    operation_id="approveEvent",
    summary="Approve a late registration",
    status_code=HTTPStatus.CREATED,
    openapi_extra=LEGAL_ACT,
)
async def approve_event(
    event_id: EventId,
    body: EventValidation,
    asker: AskerDep,
    unit: UnitDep,
    keys: KeysDep,
    answer: Response,
    if_match: IfMatch = None,
) -> CivilEvent:
    """Approve, as the office above, that an event is registered which is very late."""
    return tagged(answer, await registrations.validate(unit, asker, Act.APPROVE, event_id, body, if_match, keys))


@ROUTER.post(
    "/events/{eventId}/rejection",
    operation_id="rejectEvent",
    summary="Reject a declaration",
    status_code=HTTPStatus.CREATED,
    openapi_extra=LEGAL_ACT,
)
async def reject_event(
    event_id: EventId,
    body: EventRejection,
    asker: AskerDep,
    unit: UnitDep,
    keys: KeysDep,
    answer: Response,
    if_match: IfMatch = None,
) -> CivilEvent:
    """Send a notice or declaration back with its reasons; it can be declared again."""
    return tagged(answer, await registrations.reject(unit, asker, event_id, body, if_match, keys))
