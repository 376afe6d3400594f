"""Operations of requests for a statement: ask an office of the prosecution, take that back, list what was asked."""

from http import HTTPStatus
from typing import Final

from fastapi import APIRouter

from chassis.http.transactional_route import TransactionalRoute, UnitDep
from contracts.national.justice.requested_statement import RequestedStatement
from contracts.national.justice.statement_request import StatementRequest
from contracts.national.justice.statement_request_page import StatementRequestPage
from contracts.national.justice.statement_request_withdrawal import StatementRequestWithdrawal
from services.case_registry.routes.asking import AskerDep
from services.case_registry.usecases import statement_requests
from services.case_registry.wire.cases import CaseId
from services.case_registry.wire.statement_requests import RequestQueryDep

ROUTER: Final = APIRouter(prefix="/case-registry/v1", route_class=TransactionalRoute, tags=["Prosecution"])


@ROUTER.post(
    "/cases/{caseId}/statement-requests",
    operation_id="requestStatement",
    summary="Ask a prosecutor for a statement",
    status_code=HTTPStatus.CREATED,
    openapi_extra={"x-purposes": ["caseManagement"], "x-body": "document"},
)
async def request_statement(
    case_id: CaseId, request: StatementRequest, asker: AskerDep, unit: UnitDep
) -> RequestedStatement:
    """Ask an office of the prosecution for its statement; it sees the case from then on, also a restricted one."""
    return await statement_requests.request_statement(unit, asker, case_id, request)


@ROUTER.post(
    "/cases/{caseId}/statement-request-withdrawals",
    operation_id="withdrawStatementRequest",
    summary="Withdraw a request for a statement",
    status_code=HTTPStatus.CREATED,
    openapi_extra={"x-purposes": ["caseManagement"], "x-body": "document"},
)
async def withdraw_request(
    case_id: CaseId, withdrawal: StatementRequestWithdrawal, asker: AskerDep, unit: UnitDep
) -> RequestedStatement:
    """Take a request back that was a mistake, with the reason, before the office has entered the case."""
    return await statement_requests.withdraw_request(unit, asker, case_id, withdrawal)


@ROUTER.get(
    "/statement-requests",
    operation_id="listStatementRequests",
    summary="List requests for a statement",
    openapi_extra={"x-purposes": ["caseManagement"]},
)
async def list_requests(query: RequestQueryDep, asker: AskerDep, unit: UnitDep) -> StatementRequestPage:
    """List what courts asked for and what became of it, newest first: by the office asked, the court, or the case."""
    return await statement_requests.list_requests(unit, asker, query)
