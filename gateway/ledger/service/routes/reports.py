"""The reports over HTTP: parse, call one verb, render."""

from http import HTTPStatus
from typing import Annotated, Any, Final

from fastapi import APIRouter, Header, Response

from chassis.http.renderings import CSV
from chassis.http.transactional_route import TransactionalRoute, UnitDep
from contracts.national.ledger.exchange_report import ExchangeReport
from contracts.national.ledger.refusal_report import RefusalReport
from contracts.national.ledger.silence_report import SilenceReport
from evidence.digests import content_digest
from gateway.ledger.service.usecases import reports
from gateway.ledger.service.wire.period import MonthDep, PeriodDep
from gateway.ledger.service.wire.table import rendered

ROUTER: Final = APIRouter(prefix="/ledger/v1/reports", route_class=TransactionalRoute, tags=["Reports"])

_HTML: Final = "text/html"
# sums, also as tables, which have no schema that could say it
_MEANT: Final = {"x-purposes": ["oversight"], "x-deadline-s": 60.0, "x-data-class": "general"}
Accept = Annotated[str | None, Header(include_in_schema=False)]


def _responses_as(*media: str) -> dict[int | str, dict[str, Any]]:  # Any: parts of an OpenAPI document
    """Return what an answer may be beside JSON."""
    return {HTTPStatus.OK: {"content": {name: {"schema": {"type": "string"}} for name in media}}}


@ROUTER.get(
    "/exchanges",
    operation_id="reportExchanges",
    summary="Report who exchanges what with whom",
    response_model=ExchangeReport,
    responses=_responses_as(CSV),
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
    responses=_responses_as(CSV),
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
    responses=_responses_as(CSV),
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
    responses={HTTPStatus.OK: {"description": "The page.", "content": {_HTML: {"schema": {"type": "string"}}}}},
    openapi_extra=_MEANT,
)
async def report_month(month: MonthDep, unit: UnitDep) -> Response:
    """Read the month as one page in Lao and English, ready for print."""
    body = (await reports.report_month(unit, month)).encode()
    return Response(body, media_type=f"{_HTML}; charset=utf-8", headers={"Content-Digest": content_digest(body)})
