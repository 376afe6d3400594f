"""Operation of restrictions: change by a decision who may see a case."""

from http import HTTPStatus
from typing import Final

from fastapi import APIRouter

from chassis.http.transactional_route import UnitDep
from contracts.national.justice.restriction_change import RestrictionChange
from contracts.national.justice.restriction_order import RestrictionOrder
from services.case_registry.routes.asking import AskerDep
from services.case_registry.routes.readability import AskedDep, AskingFirst
from services.case_registry.usecases import restrictions
from services.case_registry.wire.cases import CaseId

NAMING: Final = APIRouter(prefix="/case-registry/v1", route_class=AskingFirst, tags=["Cases"])


@NAMING.post(
    "/cases/{caseId}/restriction-changes",
    operation_id="changeRestriction",
    summary="Change who may see a case",
    status_code=HTTPStatus.CREATED,
    # the request itself is kept as evidence
    openapi_extra={"x-purposes": ["caseManagement"], "x-body": "document", "x-legal-act": True},
)
async def change_restriction(
    case_id: CaseId, order: RestrictionOrder, asker: AskerDep, unit: UnitDep, asked: AskedDep
) -> RestrictionChange:
    """Close a case to offices without a part in it, or open it, by a decision; with a child in it, it stays closed."""
    return await restrictions.change_restriction(unit, asker, case_id, order, asked)
