"""Operation of changed cases: follow them from a cursor on."""

from typing import Final

from fastapi import APIRouter

from chassis.http.change_pages import ChangeQueryDep
from chassis.http.transactional_route import TransactionalRoute, UnitDep
from contracts.national.justice.case_change_page import CaseChangePage
from services.case_registry.routes.asking import AskerDep
from services.case_registry.usecases import changes

ROUTER: Final = APIRouter(prefix="/case-registry/v1", route_class=TransactionalRoute, tags=["Cases"])


@ROUTER.get(
    "/case-changes",
    operation_id="listCaseChanges",
    summary="Follow what changes",
    openapi_extra={"x-purposes": ["caseManagement"]},
)
async def list_changes(query: ChangeQueryDep, asker: AskerDep, unit: UnitDep) -> CaseChangePage:
    """List the cases of the caller's office, and those of which it is owed a correction, changed since a cursor."""
    return await changes.list_changes(unit, asker, query)
