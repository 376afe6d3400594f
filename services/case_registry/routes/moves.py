"""Operations of moves: move a case to another status, list its moves."""

from http import HTTPStatus
from typing import Final

from fastapi import APIRouter

from chassis.http.transactional_route import TransactionalRoute, UnitDep
from contracts.national.justice.case_move import CaseMove
from contracts.national.justice.case_move_page import CaseMovePage
from contracts.national.justice.move_order import MoveOrder
from services.case_registry.routes.asking import AskerDep
from services.case_registry.routes.readability import AskedDep, AskingFirst
from services.case_registry.usecases import moves
from services.case_registry.wire.cases import CaseId
from services.case_registry.wire.moves import IF_MATCH, IfMatch, MoveQueryDep

ROUTER: Final = APIRouter(prefix="/case-registry/v1", route_class=TransactionalRoute, tags=["Moves"])
NAMING: Final = APIRouter(prefix="/case-registry/v1", route_class=AskingFirst, tags=["Moves"])
_MARKS: Final = {"x-purposes": ["caseManagement"]}


@NAMING.post(
    "/cases/{caseId}/moves",
    operation_id="moveCase",
    summary="Move a case",
    status_code=HTTPStatus.CREATED,
    openapi_extra=_MARKS | {"x-body": "document", "x-legal-act": True, "parameters": [IF_MATCH]},
)
async def move_case(
    case_id: CaseId, order: MoveOrder, asker: AskerDep, unit: UnitDep, asked: AskedDep, if_match: IfMatch = None
) -> CaseMove:
    """Move the case to another status: a legal act, so the request is signed and names the version that was read.

    A document that it names has to be such as the office can read itself.
    """
    return await moves.move_case(unit, asker, case_id, order, if_match, asked)


@ROUTER.get(
    "/cases/{caseId}/moves",
    operation_id="listCaseMoves",
    summary="List the moves of a case",
    openapi_extra=_MARKS,
)
async def list_moves(case_id: CaseId, query: MoveQueryDep, asker: AskerDep, unit: UnitDep) -> CaseMovePage:
    """List the way of a case, the opening first."""
    return await moves.list_moves(unit, asker, case_id, query)
