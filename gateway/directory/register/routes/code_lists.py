"""Reading code lists, for everybody; parse, call one verb, render."""

from typing import Annotated, Any, Final

from fastapi import APIRouter, Path, Query, Response

from chassis.http.renderings import CSV, ReaderDep, media_responses
from chassis.http.resources import resource
from chassis.http.transactional_route import TransactionalRoute, UnitDep
from chassis.prints.answers import HTML
from contracts.calendar import VIENTIANE
from contracts.national.directory.code_list import CodeList
from contracts.national.directory.code_list_index import CodeListIndex
from gateway.directory.reference import Reference
from gateway.directory.register.usecases import code_lists
from gateway.directory.register.wire import At, On, code_list_answer, code_lists_answer

ROUTER: Final = APIRouter(prefix="/directory/v1/code-lists", route_class=TransactionalRoute, tags=["Code lists"])

ReferenceDep = Annotated[Reference, resource(Reference)]
ListName = Annotated[
    str,
    Path(
        alias="listName",
        pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$",
        max_length=64,
        description="Its name.",
        examples=["places"],
    ),
]
Since = Annotated[int | None, Query(ge=0, le=2**53 - 1, description="The version of the list that is held already.")]
# also as a table and as a page, which have no schema that could say it
_FOR_EVERYBODY: Final[dict[str, Any]] = {"x-public": True, "x-data-class": "general"}  # Any: FastAPI's own


@ROUTER.get(
    "",
    operation_id="listCodeLists",
    summary="List all code lists",
    response_model=CodeListIndex,
    responses=media_responses(CSV, HTML),
    openapi_extra=_FOR_EVERYBODY,
)
async def list_code_lists(reference: ReferenceDep, unit: UnitDep, reader: ReaderDep) -> Response:
    """List every code list with who governs it and its version: JSON, CSV, or a page that leads to each of them."""
    today = unit.now.astimezone(VIENTIANE).date()
    return code_lists_answer(code_lists.summaries(reference.code_lists, today), reader)


@ROUTER.get(
    "/{listName}",
    operation_id="codeListByName",
    summary="Read a code list",
    response_model=CodeList,
    responses=media_responses(CSV, HTML),
    openapi_extra=_FOR_EVERYBODY,
)
async def get_code_list(
    name: ListName,
    reference: ReferenceDep,
    unit: UnitDep,
    reader: ReaderDep,
    at: At = None,
    since: Since = None,
    on: On = None,
) -> Response:
    """Read a list with past and future codes, now or at a moment, or what changed since: JSON, CSV or a page."""
    told = await code_lists.code_list(unit, reference.code_lists, name, at=at, since=since, on=on)
    return code_list_answer(told, (at or unit.now).astimezone(VIENTIANE).date(), reader)
