"""Operation of a court's front page: read its figures."""

from typing import Final

from fastapi import APIRouter

from chassis.http.transactional_route import TransactionalRoute, UnitDep
from contracts.national.justice.case_overview import CaseOverview
from services.case_registry.routes.asking import AskerDep
from services.case_registry.usecases import statistics
from services.case_registry.wire.seats import SeatDep

ROUTER: Final = APIRouter(prefix="/case-registry/v1/statistics", route_class=TransactionalRoute, tags=["Statistics"])


@ROUTER.get(
    "/overview",
    operation_id="caseOverview",
    summary="Read a court's front page",
    openapi_extra={"x-purposes": ["caseManagement", "oversight"]},
)
async def get_overview(asker: AskerDep, unit: UnitDep, court: SeatDep) -> CaseOverview:
    """Count the cases of a court by category, arrivals and pending ones by age, and list the next hearings."""
    return await statistics.overview(unit, asker, court)
