"""Operations of proceedings before a court: open, list, change the panel."""

from http import HTTPStatus
from typing import Final

from fastapi import APIRouter

from chassis.http.transactional_route import TransactionalRoute, UnitDep
from contracts.national.justice.panel_change import PanelChange
from contracts.national.justice.proceeding import Proceeding
from contracts.national.justice.proceeding_opening import ProceedingOpening
from contracts.national.justice.proceeding_page import ProceedingPage
from services.case_registry.routes.asking import AskerDep
from services.case_registry.usecases import proceedings
from services.case_registry.wire.cases import CaseId
from services.case_registry.wire.proceedings import ProceedingId, ProceedingQueryDep

ROUTER: Final = APIRouter(prefix="/case-registry/v1", route_class=TransactionalRoute, tags=["Courts"])
_MARKS: Final = {"x-purposes": ["caseManagement"]}
_BODY: Final = _MARKS | {"x-body": "document"}


@ROUTER.post(
    "/cases/{caseId}/proceedings",
    operation_id="openProceeding",
    summary="Open proceedings",
    status_code=HTTPStatus.CREATED,
    openapi_extra=_BODY,
)
async def open_proceeding(case_id: CaseId, opening: ProceedingOpening, asker: AskerDep, unit: UnitDep) -> Proceeding:
    """Open the proceedings of an instance and name its panel; no judge of an earlier instance sits again."""
    return await proceedings.open_proceeding(unit, asker, case_id, opening)


@ROUTER.get(
    "/cases/{caseId}/proceedings",
    operation_id="listProceedings",
    summary="List the proceedings of a case",
    openapi_extra=_MARKS,
)
async def list_proceedings(
    case_id: CaseId, query: ProceedingQueryDep, asker: AskerDep, unit: UnitDep
) -> ProceedingPage:
    """List the proceedings of a case with their panels, oldest first, as they are or were known at a moment."""
    return await proceedings.list_proceedings(unit, asker, case_id, query)


@ROUTER.post(
    "/cases/{caseId}/proceedings/{proceedingId}/panel-changes",
    operation_id="changePanel",
    summary="Change a panel",
    status_code=HTTPStatus.CREATED,
    openapi_extra=_BODY,
)
async def change_panel(
    case_id: CaseId, proceeding_id: ProceedingId, change: PanelChange, asker: AskerDep, unit: UnitDep
) -> Proceeding:
    """Let one judge take another's seat, with the reason."""
    return await proceedings.change_panel(unit, asker, case_id, proceeding_id, change)
