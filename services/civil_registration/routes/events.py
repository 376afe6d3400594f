"""Operations of vital events: read one."""

from typing import Final

from fastapi import APIRouter, Response

from chassis.http.transactional_route import TransactionalRoute, UnitDep
from contracts.national.civil.civil_event import CivilEvent
from services.civil_registration.routes.asking import AskerDep, tagged
from services.civil_registration.usecases import events
from services.civil_registration.wire.corrections import At
from services.civil_registration.wire.events import EventId

ROUTER: Final = APIRouter(prefix="/civil-registration/v1", route_class=TransactionalRoute, tags=["Vital events"])


@ROUTER.get(
    "/events/{eventId}",
    operation_id="eventById",
    summary="Read an event with its log of actions",
    openapi_extra={"x-purposes": ["vitalRegistration", "oversight", "officialCorrespondence", "caseManagement"]},
)
async def get_event(event_id: EventId, asker: AskerDep, unit: UnitDep, answer: Response, at: At = None) -> CivilEvent:
    """Return an event that concerns the caller's office, by the table of reads; for cases a registered death alone."""
    return tagged(answer, await events.get_event(unit, asker, event_id, at))
