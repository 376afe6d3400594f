"""The operations of the case registry over HTTP: parse, call one verb, render."""

from http import HTTPStatus
from typing import Annotated, Final

from fastapi import APIRouter, Path

from chassis.caller import CallerIs
from chassis.verb import Transaction, Verb
from contracts.national.justice.case import Case
from contracts.national.justice.case_opening import CaseOpening
from contracts.national.justice.case_page import CasePage
from services.case_registry import usecases
from services.case_registry.wire import AskedFor

ROUTER: Final = APIRouter(prefix="/case-registry/v1", route_class=Verb, tags=["Cases"])
_MARKS: Final = {"x-purposes": ["caseManagement"]}
_READ: Final = {"x-purposes": ["caseManagement", "investigation"]}

CaseId = Annotated[str, Path(alias="caseId", pattern="^cas_[0-9a-hjkmnp-tv-z]{26}$", description="Id of the case.")]


@ROUTER.post(
    "/cases",
    operation_id="openCase",
    summary="Open a case",
    status_code=HTTPStatus.CREATED,
    response_model_exclude_none=True,
    openapi_extra=_MARKS | {"x-body": "document"},
)
async def open_case(opening: CaseOpening, caller: CallerIs, unit: Transaction) -> Case:
    """Open a case under the member's own number and announce it to the legal sector."""
    return await usecases.open_case(unit, caller, opening)


@ROUTER.get(
    "/cases/{caseId}",
    operation_id="getCase",
    summary="Read a case",
    response_model_exclude_none=True,
    openapi_extra=_READ,
)
async def get_case(case_id: CaseId, caller: CallerIs, unit: Transaction) -> Case:
    """Read a case with its participants; a restricted case shows itself only to members with a role in it."""
    return await usecases.get_case(unit, caller, case_id)


@ROUTER.get(
    "/cases", operation_id="listCases", summary="List cases", response_model_exclude_none=True, openapi_extra=_READ
)
async def list_cases(query: AskedFor, caller: CallerIs, unit: Transaction) -> CasePage:
    """List the cases that the member may see, newest first; pages stay stable while cases are opened."""
    return await usecases.list_cases(unit, caller, query)
