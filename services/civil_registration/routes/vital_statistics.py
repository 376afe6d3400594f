"""Operations of vital statistics: count the register."""

from typing import Final

from fastapi import APIRouter, Response

from chassis.http.renderings import CSV, PDF, Accept, media_responses
from chassis.http.transactional_route import TransactionalRoute, UnitDep
from chassis.prints.answers import HTML
from contracts.national.civil.vital_statistics import VitalStatistics
from services.civil_registration.routes.asking import AskerDep, PressDep
from services.civil_registration.usecases import vital_statistics as statistics
from services.civil_registration.wire.prints import rendered, words_in
from services.civil_registration.wire.vital_statistics import VitalQueryDep, forms_of

ROUTER: Final = APIRouter(prefix="/civil-registration/v1", route_class=TransactionalRoute, tags=["Statistics"])


@ROUTER.get(
    "/statistics/vital",
    operation_id="vitalStatistics",
    summary="Read vital statistics",
    response_model=VitalStatistics,
    responses=media_responses(CSV, HTML, PDF),
    # sums, also as a table for spreadsheets, which has no schema that could say it
    openapi_extra={"x-purposes": ["vitalRegistration", "oversight"], "x-data-class": "general"},
)
async def get_vital_statistics(
    query: VitalQueryDep, asker: AskerDep, unit: UnitDep, press: PressDep, accept: Accept = None
) -> Response:
    """Count events by when they happened, broken down as asked: JSON, CSV, or a page or PDF with a chart."""
    found = await statistics.vital_statistics(unit, asker, query)
    office = None if found.office is None else asker.organisations.names_of(found.office.member, found.office.office)
    return await rendered(found, accept, forms_of(found, office, words_in(asker.lists)), press, unit.now)
