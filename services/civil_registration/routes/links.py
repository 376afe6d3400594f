"""Operations of links: the events of a family that belong to an event."""

from typing import Final

from fastapi import APIRouter

from chassis.http.transactional_route import TransactionalRoute, UnitDep
from contracts.national.civil.event_link_list import EventLinkList
from services.civil_registration.routes.asking import AskerDep
from services.civil_registration.usecases import links
from services.civil_registration.wire.events import EventId

ROUTER: Final = APIRouter(prefix="/civil-registration/v1", route_class=TransactionalRoute, tags=["Family"])


@ROUTER.get(
    "/events/{eventId}/links",
    operation_id="listEventLinks",
    summary="List the events of the family",
    openapi_extra={"x-purposes": ["vitalRegistration", "oversight"]},
)
async def list_event_links(event_id: EventId, asker: AskerDep, unit: UnitDep) -> EventLinkList:
    """List what else is on record of the same persons, by exact numbers: births, marriages, deaths and so on."""
    return await links.list_links(unit, asker, event_id)
