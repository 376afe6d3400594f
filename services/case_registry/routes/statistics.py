"""Operation of a court's front page: read its figures."""

from typing import Final

from fastapi import APIRouter

from chassis.http.caller import CallerDep
from chassis.http.transactional_route import TransactionalRoute, UnitDep
from chassis.reference.held import HeldOrganisationsDep
from contracts.national.justice.case_overview import CaseOverview
from services.case_registry.usecases import statistics
from services.case_registry.wire.statistics import CourtParameter

ROUTER: Final = APIRouter(prefix="/case-registry/v1/statistics", route_class=TransactionalRoute, tags=["Statistics"])


@ROUTER.get(
    "/overview",
    operation_id="getOverview",
    summary="Read a court's front page",
    openapi_extra={"x-purposes": ["caseManagement", "oversight"]},
)
async def get_overview(
    caller: CallerDep, unit: UnitDep, held: HeldOrganisationsDep, court: CourtParameter = None
) -> CaseOverview:
    """Count the cases of a court by category, arrivals and pending ones by age, and list the next hearings."""
    return await statistics.overview(unit, caller, court, held)
