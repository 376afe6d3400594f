"""Operations of splits and joins: split a case, join it with another, undo a joining."""

from http import HTTPStatus
from typing import Final

from fastapi import APIRouter, Response

from chassis.http.transactional_route import TransactionalRoute, UnitDep
from contracts.national.justice.case import Case
from contracts.national.justice.case_join import CaseJoin
from contracts.national.justice.case_joining import CaseJoining
from contracts.national.justice.case_splitting import CaseSplitting
from contracts.national.justice.correction import Correction
from contracts.national.justice.join_undoing import JoinUndoing
from services.case_registry.routes.asking import AskerDep
from services.case_registry.usecases import joins, splits
from services.case_registry.wire.cases import CaseId
from services.case_registry.wire.moves import etag
from services.case_registry.wire.subject_keys import KeysDep

ROUTER: Final = APIRouter(prefix="/case-registry/v1", route_class=TransactionalRoute, tags=["Splits and joins"])
# whose case it is changes with it: the request itself is kept as evidence
_ACT: Final = {"x-purposes": ["caseManagement"], "x-body": "document", "x-legal-act": True}


@ROUTER.post(
    "/cases/{caseId}/splits",
    operation_id="splitCase",
    summary="Split a case",
    status_code=HTTPStatus.CREATED,
    openapi_extra=_ACT,
)
async def split_case(
    case_id: CaseId, splitting: CaseSplitting, asker: AskerDep, unit: UnitDep, keys: KeysDep, response: Response
) -> Case:
    """Let people or charges go on in a new case, with their history; both cases show that they belong together."""
    case = await splits.split_case(unit, asker, case_id, splitting, keys)
    response.headers["ETag"] = etag(case.version)
    return case


@ROUTER.post(
    "/cases/{caseId}/joins",
    operation_id="joinCase",
    summary="Join a case with another",
    status_code=HTTPStatus.CREATED,
    openapi_extra=_ACT,
)
async def join_case(case_id: CaseId, joining: CaseJoining, asker: AskerDep, unit: UnitDep) -> CaseJoin:
    """Let another case carry this one on; the office has both files. This one is closed, and counted no more."""
    return await joins.join_case(unit, asker, case_id, joining)


@ROUTER.post(
    "/cases/{caseId}/join-undoings",
    operation_id="undoJoin",
    summary="Undo a joining",
    status_code=HTTPStatus.CREATED,
    openapi_extra=_ACT,
)
async def undo_join(case_id: CaseId, undoing: JoinUndoing, asker: AskerDep, unit: UnitDep) -> Correction:
    """Undo a joining with this case that was a mistake: the other one is again what it was."""
    return await joins.undo_join(unit, asker, case_id, undoing)
