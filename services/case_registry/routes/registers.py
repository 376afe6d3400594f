"""Operations of the prosecution's monthly register: read it, report an office's own figures."""

from http import HTTPStatus
from typing import Final

from fastapi import APIRouter, Response

from chassis.http.renderings import CSV, Accept, media_responses
from chassis.http.transactional_route import TransactionalRoute, UnitDep
from chassis.prints.answers import HTML
from contracts.national.justice.criminal_work_register import CriminalWorkRegister
from contracts.national.justice.monthly_register import MonthlyRegister
from contracts.national.justice.register_comparison import RegisterComparison
from contracts.national.justice.register_report import RegisterReport
from services.case_registry.routes.asking import AskerDep
from services.case_registry.usecases import criminal_work, registers
from services.case_registry.wire import criminal_work as criminal_work_wire
from services.case_registry.wire.criminal_work import CriminalWorkQueryDep
from services.case_registry.wire.registers import RegisterQueryDep, rendered

ROUTER: Final = APIRouter(prefix="/case-registry/v1/registers", route_class=TransactionalRoute, tags=["Registers"])


@ROUTER.get(
    "/monthly",
    operation_id="monthlyRegister",
    summary="Read the monthly register",
    response_model=MonthlyRegister,
    responses=media_responses(CSV, HTML),
    # sums, also as a table for spreadsheets, which has no schema that could say it
    openapi_extra={"x-purposes": ["caseManagement", "oversight"], "x-data-class": "general"},
)
async def get_monthly_register(
    query: RegisterQueryDep, asker: AskerDep, unit: UnitDep, accept: Accept = None
) -> Response:
    """Read the register of a year, computed from the history of cases: JSON, CSV, or a page ready for print."""
    return rendered(
        await registers.monthly_register(unit, asker, query),
        accept,
        asker.names_of(query.seat.member, query.seat.office),
    )


@ROUTER.get(
    "/criminal-work",
    operation_id="criminalWorkRegister",
    summary="Read the register of criminal work",
    response_model=CriminalWorkRegister,
    responses=media_responses(CSV, HTML),
    # sums, as above
    openapi_extra={"x-purposes": ["caseManagement", "oversight"], "x-data-class": "general"},
)
async def get_criminal_work_register(
    query: CriminalWorkQueryDep, asker: AskerDep, unit: UnitDep, accept: Accept = None
) -> Response:
    """Read what prosecutors received in a year and how each file left them: JSON, CSV, or a page ready for print."""
    return criminal_work_wire.rendered(
        await criminal_work.criminal_work_register(unit, asker, query),
        accept,
        asker.names_of(query.seat.member, query.seat.office),
    )


@ROUTER.post(
    "/monthly/reports",
    operation_id="reportMonthlyRegister",
    summary="Report an office's own figures",
    status_code=HTTPStatus.CREATED,
    openapi_extra={"x-purposes": ["caseManagement"], "x-body": "document"},
)
async def report_monthly_register(report: RegisterReport, asker: AskerDep, unit: UnitDep) -> RegisterComparison:
    """State the office's own figures and hear, cell by cell, how the registry's differ; the month is then reported."""
    return await registers.report_register(unit, asker, report)
