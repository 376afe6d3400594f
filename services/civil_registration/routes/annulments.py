"""Operations of annulments: cancel, reinstate, archive, and take back from the archive."""

from http import HTTPStatus
from typing import Final

from fastapi import APIRouter, Response

from chassis.http.transactional_route import TransactionalRoute, UnitDep
from contracts.national.civil.civil_event import CivilEvent
from contracts.national.civil.event_annulment import EventAnnulment
from contracts.national.civil.event_archiving import EventArchiving
from services.civil_registration.domain.actions import Act
from services.civil_registration.routes.asking import AskerDep, KeysDep, tagged
from services.civil_registration.usecases import annulments
from services.civil_registration.wire.events import LEGAL_ACT, ON_EVENT, EventId, IfMatch

ROUTER: Final = APIRouter(prefix="/civil-registration/v1", route_class=TransactionalRoute, tags=["Annulments"])


@ROUTER.post(
    "/events/{eventId}/cancellation",
    operation_id="cancelEvent",
    summary="Cancel a registered event",
    status_code=HTTPStatus.CREATED,
    openapi_extra=LEGAL_ACT,
)
async def cancel_event(
    event_id: EventId,
    body: EventAnnulment,
    asker: AskerDep,
    unit: UnitDep,
    keys: KeysDep,
    answer: Response,
    if_match: IfMatch = None,
) -> CivilEvent:
    """Cancel a registration by the decision of a court or of the office above; the record and its number stay."""
    return tagged(
        answer, await annulments.annul(unit, asker, "cancelEvent", Act.CANCEL, event_id, body, if_match, keys)
    )


@ROUTER.post(
    "/events/{eventId}/reinstatement",
    operation_id="reinstateEvent",
    summary="Reinstate a cancelled event",
    status_code=HTTPStatus.CREATED,
    openapi_extra=LEGAL_ACT,
)
async def reinstate_event(
    event_id: EventId,
    body: EventAnnulment,
    asker: AskerDep,
    unit: UnitDep,
    keys: KeysDep,
    answer: Response,
    if_match: IfMatch = None,
) -> CivilEvent:
    """Let a cancelled registration stand again by a decision."""
    return tagged(
        answer, await annulments.annul(unit, asker, "reinstateEvent", Act.REINSTATE, event_id, body, if_match, keys)
    )


@ROUTER.post(
    "/events/{eventId}/archiving",
    operation_id="archiveEvent",
    summary="Archive an event",
    status_code=HTTPStatus.CREATED,
    openapi_extra=ON_EVENT,
)
async def archive_event(
    event_id: EventId,
    body: EventArchiving,
    asker: AskerDep,
    unit: UnitDep,
    keys: KeysDep,
    answer: Response,
    if_match: IfMatch = None,
) -> CivilEvent:
    """Archive a draft, notice or declaration that goes no further."""
    return tagged(
        answer, await annulments.archive(unit, asker, "archiveEvent", Act.ARCHIVE, event_id, body, if_match, keys)
    )


@ROUTER.post(
    "/events/{eventId}/retrieval",
    operation_id="retrieveEvent",
    summary="Take an event back from the archive",
    status_code=HTTPStatus.CREATED,
    openapi_extra=ON_EVENT,
)
async def retrieve_event(
    event_id: EventId,
    body: EventArchiving,
    asker: AskerDep,
    unit: UnitDep,
    keys: KeysDep,
    answer: Response,
    if_match: IfMatch = None,
) -> CivilEvent:
    """Take an archived event back to where it stood."""
    return tagged(
        answer, await annulments.archive(unit, asker, "retrieveEvent", Act.REINSTATE, event_id, body, if_match, keys)
    )
