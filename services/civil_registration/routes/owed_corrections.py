"""Operations of owed corrections: list those that the office has to hear of, and acknowledge one."""

from http import HTTPStatus
from typing import Final

from fastapi import APIRouter

from chassis.http.transactional_route import TransactionalRoute, UnitDep
from contracts.national.civil.event_correction_acknowledgement import EventCorrectionAcknowledgement
from contracts.national.civil.owed_event_correction import OwedEventCorrection
from contracts.national.civil.owed_event_correction_page import OwedEventCorrectionPage
from services.civil_registration.routes.asking import AskerDep
from services.civil_registration.usecases import owed_corrections
from services.civil_registration.wire.corrections import CorrectionId
from services.civil_registration.wire.events import EventId
from services.civil_registration.wire.owed_corrections import OwedQueryDep

ROUTER: Final = APIRouter(prefix="/civil-registration/v1", route_class=TransactionalRoute, tags=["Corrections"])
# whoever may read an event may have to hear that it was corrected
_MARKS: Final = {"x-purposes": ["vitalRegistration", "oversight", "caseManagement", "investigation"]}


@ROUTER.get(
    "/corrections-owed",
    operation_id="listOwedEventCorrections",
    summary="List the corrections that your office has to hear of",
    openapi_extra=_MARKS,
)
async def list_owed(query: OwedQueryDep, asker: AskerDep, unit: UnitDep) -> OwedEventCorrectionPage:
    """List the corrections of events that the office declared, registered or has read: its records may be wrong."""
    return await owed_corrections.list_owed(unit, asker, query)


@ROUTER.post(
    "/events/{eventId}/corrections/{correctionId}/acknowledgement",
    operation_id="acknowledgeEventCorrection",
    summary="Acknowledge a correction",
    status_code=HTTPStatus.CREATED,
    openapi_extra=_MARKS | {"x-body": "document"},
)
async def acknowledge(
    event_id: EventId,
    correction_id: CorrectionId,
    body: EventCorrectionAcknowledgement,
    asker: AskerDep,
    unit: UnitDep,
) -> OwedEventCorrection:
    """Say that the office has taken the correction over into its own records."""
    return await owed_corrections.acknowledge(unit, asker, event_id, correction_id, body)
