"""Operations of whose a case is and what is claimed in it: assign a prosecutor, state a claim."""

from http import HTTPStatus
from typing import Final

from fastapi import APIRouter

from chassis.http.transactional_route import TransactionalRoute, UnitDep
from contracts.national.justice.assigned_prosecutor import AssignedProsecutor
from contracts.national.justice.claim import Claim
from contracts.national.justice.claim_statement import ClaimStatement
from contracts.national.justice.prosecutor_assignment import ProsecutorAssignment
from services.case_registry.routes.asking import AskerDep
from services.case_registry.usecases import claims, prosecutors
from services.case_registry.wire.cases import CaseId

ROUTER: Final = APIRouter(prefix="/case-registry/v1/cases/{caseId}", route_class=TransactionalRoute, tags=["Claims"])
_DOCUMENT: Final = {"x-purposes": ["caseManagement"], "x-body": "document"}


@ROUTER.post(
    "/prosecutor-assignments",
    operation_id="assignProsecutor",
    summary="Give a case to a prosecutor",
    status_code=HTTPStatus.CREATED,
    openapi_extra=_DOCUMENT,
)
async def assign_prosecutor(
    case_id: CaseId, assignment: ProsecutorAssignment, asker: AskerDep, unit: UnitDep
) -> AssignedProsecutor:
    """Give the case to one of the office's prosecutors; whoever had it is relieved on that day."""
    return await prosecutors.assign_prosecutor(unit, asker, case_id, assignment)


@ROUTER.post(
    "/claims",
    operation_id="stateClaim",
    summary="State a claim",
    status_code=HTTPStatus.CREATED,
    openapi_extra=_DOCUMENT,
)
async def state_claim(case_id: CaseId, claim: ClaimStatement, asker: AskerDep, unit: UnitDep) -> Claim:
    """State what is claimed at an instance, by whom and on which legal basis; in a remedy by the appellant."""
    return await claims.state_claim(unit, asker, case_id, claim)
