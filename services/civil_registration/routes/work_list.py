"""Operations of the work list: events by state, day, officer, name and number, and how many wait."""

from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter, Query

from chassis.http.transactional_route import TransactionalRoute, UnitDep
from contracts.national.civil.civil_event_page import CivilEventPage
from contracts.national.civil.civil_queues import CivilQueues
from services.civil_registration.domain.sights import Part
from services.civil_registration.routes.asking import AskerDep
from services.civil_registration.usecases import work_list
from services.civil_registration.wire.seats import SeatDep
from services.civil_registration.wire.work_list import EventQueryDep

ROUTER: Final = APIRouter(prefix="/civil-registration/v1", route_class=TransactionalRoute, tags=["Work list"])
_FOR: Final[dict[str, Any]] = {"x-purposes": ["vitalRegistration", "oversight"]}  # Any: OpenAPI
_Part = Annotated[
    Literal["registrar", "declarer"] | None,
    Query(description="Only what the office registers (registrar), or what it declared or noticed (declarer)."),
]


@ROUTER.get("/events", operation_id="listEvents", summary="List events", openapi_extra=_FOR)
async def list_events(query: EventQueryDep, asker: AskerDep, unit: UnitDep) -> CivilEventPage:
    """List the events that concern an office: its work, or what it looks for by state, day, officer, name, number."""
    return await work_list.list_events(unit, asker, query)


@ROUTER.get("/queues", operation_id="listQueues", summary="Count what waits", openapi_extra=_FOR)
async def list_queues(seat: SeatDep, asker: AskerDep, unit: UnitDep, part: _Part = None) -> CivilQueues:
    """Count what waits for an office: by state and by flag, what is assigned to nobody, and to the officer who asks."""
    return await work_list.count(unit, asker, seat, None if part is None else Part(part))
