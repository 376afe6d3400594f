"""Operations of potential duplicates: list those of an event, and decide on one."""

from http import HTTPStatus
from typing import Any, Final

from fastapi import APIRouter

from chassis.http.transactional_route import TransactionalRoute, UnitDep
from contracts.national.civil.event_duplicate import EventDuplicate
from contracts.national.civil.event_duplicate_decision import EventDuplicateDecision
from contracts.national.civil.event_duplicate_list import EventDuplicateList
from services.civil_registration.routes.asking import AskerDep, KeysDep
from services.civil_registration.usecases import duplicates
from services.civil_registration.wire.duplicates import DuplicateId
from services.civil_registration.wire.events import ON_EVENT, EventId, IfMatch

ROUTER: Final = APIRouter(prefix="/civil-registration/v1", route_class=TransactionalRoute, tags=["Duplicates"])
_MARKS: Final[dict[str, Any]] = {"x-purposes": ["vitalRegistration"]}  # Any: OpenAPI


@ROUTER.get(
    "/events/{eventId}/duplicates",
    operation_id="listEventDuplicates",
    summary="List what an event may be the same as",
    openapi_extra=_MARKS,
)
async def list_event_duplicates(event_id: EventId, asker: AskerDep, unit: UnitDep) -> EventDuplicateList:
    """List the events that rules found alike, with score, reasons and what is compared, of other offices too."""
    return await duplicates.list_duplicates(unit, asker, event_id)


@ROUTER.post(
    "/events/{eventId}/duplicates/{duplicateId}/decision",
    operation_id="decideDuplicate",
    summary="Decide on a potential duplicate",
    status_code=HTTPStatus.CREATED,
    openapi_extra=ON_EVENT,
)
async def decide_duplicate(
    event_id: EventId,
    duplicate_id: DuplicateId,
    body: EventDuplicateDecision,
    asker: AskerDep,
    unit: UnitDep,
    keys: KeysDep,
    if_match: IfMatch = None,
) -> EventDuplicate:
    """Say whether it is the same event: then it is rejected or archived; nothing is merged or refused by itself."""
    return await duplicates.decide(unit, asker, event_id, duplicate_id, body, if_match, keys)
