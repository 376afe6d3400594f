"""Operation of requests for a statement: ask an office of the prosecution."""

from http import HTTPStatus
from typing import Final

from fastapi import APIRouter

from chassis.http.transactional_route import TransactionalRoute, UnitDep
from contracts.national.justice.requested_statement import RequestedStatement
from contracts.national.justice.statement_request import StatementRequest
from services.case_registry.routes.asking import AskerDep
from services.case_registry.usecases import statement_requests
from services.case_registry.wire.cases import CaseId

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
