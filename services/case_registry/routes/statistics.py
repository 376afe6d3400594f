"""Operations of figures of cases: an office's front page, and the yearly tables of the courts."""

from typing import Final

from fastapi import APIRouter, Response

from chassis.http.renderings import CSV, Accept, media_responses
from chassis.http.transactional_route import TransactionalRoute, UnitDep
from chassis.prints.answers import HTML
from contracts.national.justice.case_overview import CaseOverview
from contracts.national.justice.yearly_statistics import YearlyStatistics
from services.case_registry.routes.asking import AskerDep
from services.case_registry.usecases import statistics, yearly
from services.case_registry.wire import statistics as statistics_wire
from services.case_registry.wire.seats import SeatDep
from services.case_registry.wire.yearly import YearlyQueryDep, rendered

ROUTER: Final = APIRouter(prefix="/case-registry/v1/statistics", route_class=TransactionalRoute, tags=["Statistics"])


@ROUTER.get(
    "/overview",
    operation_id="caseOverview",
    summary="Read an office's front page",
    response_model=CaseOverview,
    responses=media_responses(CSV, HTML),
    # sums, as below
    openapi_extra={"x-purposes": ["caseManagement", "oversight"], "x-data-class": "general"},
)
async def get_overview(asker: AskerDep, unit: UnitDep, court: SeatDep, accept: Accept = None) -> Response:
    """Count an office's cases, arrivals and pending ones by age, list the next hearings: JSON, CSV, or a page."""
    overview = await statistics.overview(unit, asker, court)
    return statistics_wire.rendered(overview, accept, asker.names_of(court.member, court.office), asker.word_of)


@ROUTER.get(
    "/yearly",
    operation_id="yearlyStatistics",
    summary="Read the yearly tables of the courts",
    response_model=YearlyStatistics,
    responses=media_responses(CSV, HTML),
    # sums, also as a table for spreadsheets, which has no schema that could say it
    openapi_extra={"x-purposes": ["caseManagement", "oversight"], "x-data-class": "general"},
)
async def get_yearly_statistics(
    query: YearlyQueryDep, asker: AskerDep, unit: UnitDep, accept: Accept = None
) -> Response:
    """Read what courts received, decided and have pending in a year, for the Assembly: JSON, CSV, or a page."""
    return rendered(await yearly.yearly_statistics(unit, asker, query), accept, asker.names_of, asker.word_of)
