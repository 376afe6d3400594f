"""Operations of reconciliations: cases that two offices count differently in a month, and the sums of two members."""

from typing import Final

from fastapi import APIRouter

from chassis.http.transactional_route import TransactionalRoute, UnitDep
from contracts.national.justice.reconciliation_page import ReconciliationPage
from contracts.national.justice.reconciliation_sums import ReconciliationSums
from services.case_registry.routes.asking import AskerDep
from services.case_registry.usecases import reconciliations
from services.case_registry.wire.reconciliations import ReconciliationDep, ReconciliationPageDep

ROUTER: Final = APIRouter(
    prefix="/case-registry/v1/reconciliations", route_class=TransactionalRoute, tags=["Statistics"]
)


@ROUTER.get(
    "",
    operation_id="listReconciliations",
    summary="List cases that two sides count differently",
    openapi_extra={"x-purposes": ["caseManagement"]},
)
async def list_reconciliations(query: ReconciliationPageDep, asker: AskerDep, unit: UnitDep) -> ReconciliationPage:
    """List the cases of a month whose file one side has sent and the other has not taken, or counts elsewhere."""
    return await reconciliations.list_reconciliations(unit, asker, query)


@ROUTER.get(
    "/sums",
    operation_id="reconciliationSums",
    summary="Compare the sums of two sides",
    openapi_extra={"x-purposes": ["caseManagement", "oversight"]},
)
async def get_sums(query: ReconciliationDep, asker: AskerDep, unit: UnitDep) -> ReconciliationSums:
    """Count the files that two members sent each other and took in a month, and the hand-overs that differ."""
    return await reconciliations.sums(unit, asker, query)
