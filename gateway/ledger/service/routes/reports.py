"""The reports over HTTP: parse, call one verb, render."""

from http import HTTPStatus
from typing import Annotated, Final

from fastapi import APIRouter, Response

from chassis.http.renderings import CSV, Accept, as_text, media_responses
from chassis.http.resources import resource
from chassis.http.transactional_route import TransactionalRoute, UnitDep
from chassis.prints.answers import HTML
from contracts.national.ledger.exchange_report import ExchangeReport
from contracts.national.ledger.refusal_report import RefusalReport
from contracts.national.ledger.silence_report import SilenceReport
from gateway.directory.reference import Reference
from gateway.ledger.service.usecases import reports
from gateway.ledger.service.wire.period import MonthDep, PeriodDep
from gateway.ledger.service.wire.table import rendered

ROUTER: Final = APIRouter(prefix="/ledger/v1/reports", route_class=TransactionalRoute, tags=["Reports"])

# sums, also as tables, which have no schema that could say it
_MEANT: Final = {"x-purposes": ["oversight"], "x-deadline-s": 60.0, "x-data-class": "general"}

ReferenceDep = Annotated[Reference, resource(Reference)]


@ROUTER.get(
    "/exchanges",
    operation_id="reportExchanges",
    summary="Report who exchanges what with whom",
    response_model=ExchangeReport,
    responses=media_responses(CSV),
    openapi_extra=_MEANT,
)
async def report_exchanges(period: PeriodDep, unit: UnitDep, accept: Accept = None) -> Response:
    """Count exchanges by consumer, provider, operation and purpose, with failures and durations; JSON or CSV."""
    return rendered(await reports.report_exchanges(unit, period), accept)


@ROUTER.get(
    "/refusals",
    operation_id="reportRefusals",
    summary="Report refusals by reason",
    response_model=RefusalReport,
    responses=media_responses(CSV),
    openapi_extra=_MEANT,
)
async def report_refusals(period: PeriodDep, unit: UnitDep, accept: Accept = None) -> Response:
    """Count what was refused and why, who was turned away, and where services broke their contract; JSON or CSV."""
    return rendered(await reports.report_refusals(unit, period), accept)


@ROUTER.get(
    "/silent-offices",
    operation_id="reportSilence",
    summary="Report silent offices",
    response_model=SilenceReport,
    responses=media_responses(CSV),
    openapi_extra=_MEANT,
)
async def report_silence(period: PeriodDep, unit: UnitDep, accept: Accept = None) -> Response:
    """List enrolled systems, with their offices, of which nothing was heard; JSON or CSV."""
    return rendered(await reports.report_silence(unit, period), accept)


@ROUTER.get(
    "/monthly",
    operation_id="reportMonth",
    summary="Print the month",
    response_class=Response,
    responses={HTTPStatus.OK: {"description": "The page.", "content": {HTML: {"schema": {"type": "string"}}}}},
    openapi_extra=_MEANT,
)
async def report_month(month: MonthDep, unit: UnitDep, reference: ReferenceDep) -> Response:
    """Read the month as one page in Lao and English, ready for print."""
    return as_text(await reports.report_month(unit, month, reference.code_lists), HTML)
