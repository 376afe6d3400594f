"""Operations of deadlines: what is due in a case, and what is due soon at an office."""

from typing import Final

from fastapi import APIRouter

from chassis.http.transactional_route import TransactionalRoute, UnitDep
from contracts.national.justice.deadline_page import DeadlinePage
from services.case_registry.routes.asking import AskerDep
from services.case_registry.usecases import deadlines
from services.case_registry.wire.cases import CaseId
from services.case_registry.wire.deadlines import DeadlineQueryDep

ROUTER: Final = APIRouter(prefix="/case-registry/v1", route_class=TransactionalRoute, tags=["Deadlines"])
_MARKS: Final = {"x-purposes": ["caseManagement"]}


@ROUTER.get(
    "/cases/{caseId}/deadlines",
    operation_id="listCaseDeadlines",
    summary="List what is due in a case",
    openapi_extra=_MARKS,
)
async def list_of_case(case_id: CaseId, asker: AskerDep, unit: UnitDep) -> DeadlinePage:
    """List what is due in a case, by which rule or order and at which office, the soonest first."""
    return await deadlines.of_case(unit, asker, case_id)


@ROUTER.get("/deadlines", operation_id="listDeadlines", summary="List what is due soon", openapi_extra=_MARKS)
async def list_deadlines(query: DeadlineQueryDep, asker: AskerDep, unit: UnitDep) -> DeadlinePage:
    """List what is due within some days, or overdue, at the caller's office and those below it, the soonest first."""
    return await deadlines.list_deadlines(unit, asker, query)
