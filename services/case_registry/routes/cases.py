"""Operations of cases: open, read, list, number, relate."""

from http import HTTPStatus
from typing import Final

from fastapi import APIRouter, Response

from chassis.http.transactional_route import TransactionalRoute, UnitDep
from contracts.national.justice.case import Case
from contracts.national.justice.case_number import CaseNumber
from contracts.national.justice.case_opening import CaseOpening
from contracts.national.justice.case_page import CasePage
from contracts.national.justice.case_relation import CaseRelation
from contracts.national.justice.number_assignment import NumberAssignment
from services.case_registry.routes.asking import AskerDep
from services.case_registry.usecases import cases, known
from services.case_registry.wire.cases import CaseId, CaseQueryDep
from services.case_registry.wire.corrections import At
from services.case_registry.wire.moves import etag
from services.case_registry.wire.subject_keys import KeysDep

ROUTER: Final = APIRouter(prefix="/case-registry/v1", route_class=TransactionalRoute, tags=["Cases"])
_MARKS: Final = {"x-purposes": ["caseManagement"]}
_READ: Final = {"x-purposes": ["caseManagement", "investigation", "oversight"]}


@ROUTER.post(
    "/cases",
    operation_id="openCase",
    summary="Open a case",
    status_code=HTTPStatus.CREATED,
    openapi_extra=_MARKS | {"x-body": "document"},
)
async def open_case(opening: CaseOpening, asker: AskerDep, unit: UnitDep, keys: KeysDep, response: Response) -> Case:
    """Open a case under the member's own number and announce it to the legal sector."""
    case = await cases.open_case(unit, asker, opening, keys)
    response.headers["ETag"] = etag(case.version)
    return case


@ROUTER.get(
    "/cases/{caseId}",
    operation_id="caseById",
    summary="Read a case",
    openapi_extra=_READ,
)
async def get_case(case_id: CaseId, asker: AskerDep, unit: UnitDep, response: Response, at: At = None) -> Case:
    """Read a case with its participants; a restricted case shows itself only to members with a role in it."""
    case = await (known.case_at(unit, asker, case_id, at) if at else cases.get_case(unit, asker, case_id))
    response.headers["ETag"] = etag(case.version)
    return case


@ROUTER.get("/cases", operation_id="listCases", summary="List cases", openapi_extra=_READ)
async def list_cases(asker: AskerDep, query: CaseQueryDep, unit: UnitDep) -> CasePage:
    """List the cases that the member may see, newest first; pages stay stable while cases are opened."""
    return await cases.list_cases(unit, asker, query)


@ROUTER.post(
    "/cases/{caseId}/numbers",
    operation_id="assignCaseNumber",
    summary="Give a case its own number",
    status_code=HTTPStatus.CREATED,
    openapi_extra=_MARKS | {"x-body": "document"},
)
async def assign_number(case_id: CaseId, number: NumberAssignment, asker: AskerDep, unit: UnitDep) -> CaseNumber:
    """Keep the number under which the member itself knows the case; the case is found by every agency's number."""
    return await cases.assign_number(unit, asker, case_id, number)


@ROUTER.post(
    "/cases/{caseId}/relations",
    operation_id="relateCase",
    summary="Relate a case to another",
    status_code=HTTPStatus.CREATED,
    openapi_extra=_MARKS | {"x-body": "document"},
)
async def relate_case(case_id: CaseId, relation: CaseRelation, asker: AskerDep, unit: UnitDep) -> CaseRelation:
    """Say how the case hangs together with another one; the member that has the file says so."""
    return await cases.relate_case(unit, asker, case_id, relation)
