"""Operation of competence: which court a case begins at."""

from typing import Final

from fastapi import APIRouter

from chassis.http.transactional_route import TransactionalRoute, UnitDep
from contracts.national.justice.competent_courts import CompetentCourts
from services.case_registry.routes.asking import AskerDep
from services.case_registry.usecases import competence
from services.case_registry.wire.competence import CourtQueryDep

ROUTER: Final = APIRouter(prefix="/case-registry/v1", route_class=TransactionalRoute, tags=["Courts"])


@ROUTER.get(
    "/competent-courts",
    operation_id="competentCourts",
    summary="Find the competent court",
    openapi_extra={"x-purposes": ["caseManagement", "oversight"]},
)
async def competent_courts(query: CourtQueryDep, asker: AskerDep, unit: UnitDep) -> CompetentCourts:
    """Tell which courts of first instance are competent for such a case on that day, and by which rules and laws."""
    return competence.competent_courts(unit, asker, query)
