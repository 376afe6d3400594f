"""Operations of corrections: ask for one, decide on it, list those of an event."""

from http import HTTPStatus
from typing import Final

from fastapi import APIRouter, Response

from chassis.http.transactional_route import TransactionalRoute, UnitDep
from contracts.national.civil.event_correction import EventCorrection
from contracts.national.civil.event_correction_decision import EventCorrectionDecision
from contracts.national.civil.event_correction_list import EventCorrectionList
from contracts.national.civil.event_correction_request import EventCorrectionRequest
from services.civil_registration.routes.asking import AskerDep, KeysDep
from services.civil_registration.usecases import corrections
from services.civil_registration.wire.corrections import CorrectionId
from services.civil_registration.wire.events import LEGAL_ACT, ON_EVENT, EventId, IfMatch, etag

ROUTER: Final = APIRouter(prefix="/civil-registration/v1", route_class=TransactionalRoute, tags=["Corrections"])


@ROUTER.post(
    "/events/{eventId}/corrections",
    operation_id="requestCorrection",
    summary="Ask for a correction of a registered event",
    status_code=HTTPStatus.CREATED,
    openapi_extra=ON_EVENT,
)
async def request_correction(
    event_id: EventId,
    body: EventCorrectionRequest,
    asker: AskerDep,
    unit: UnitDep,
    keys: KeysDep,
    answer: Response,
    if_match: IfMatch = None,
) -> EventCorrection:
    """State what is wrong and what is right, with basis and evidence; another officer decides, nothing changes yet."""
    return _tagged(answer, await corrections.ask(unit, asker, event_id, body, if_match, keys))


@ROUTER.post(
    "/events/{eventId}/corrections/{correctionId}/decision",
    operation_id="decideCorrection",
    summary="Decide on a correction",
    status_code=HTTPStatus.CREATED,
    # others have relied on what was wrong: the request itself is kept as evidence
    openapi_extra=LEGAL_ACT,
)
async def decide_correction(
    event_id: EventId,
    correction_id: CorrectionId,
    body: EventCorrectionDecision,
    asker: AskerDep,
    unit: UnitDep,
    keys: KeysDep,
    answer: Response,
    if_match: IfMatch = None,
) -> EventCorrection:
    """Approve or refuse it as another officer than who asked; the office above does where its basis says so."""
    return _tagged(answer, await corrections.decide(unit, asker, event_id, correction_id, body, if_match, keys))


@ROUTER.get(
    "/events/{eventId}/corrections",
    operation_id="listEventCorrections",
    summary="List the corrections of an event",
    openapi_extra={"x-purposes": ["vitalRegistration", "oversight"]},
)
async def list_event_corrections(event_id: EventId, asker: AskerDep, unit: UnitDep) -> EventCorrectionList:
    """List the corrections of an event; old and new values are shown to who decides on them alone."""
    return await corrections.list_corrections(unit, asker, event_id)


def _tagged(answer: Response, correction: EventCorrection) -> EventCorrection:
    answer.headers["ETag"] = etag(correction.version)
    return correction
