"""Changing the directory over HTTP: plan, propose, decide, suspend; parse, call one verb, render."""

from http import HTTPStatus
from typing import Annotated, Any, Final

from fastapi import APIRouter, Request, Response

from chassis.http.caller import CallerDep
from chassis.http.path_ids import path_id
from chassis.http.transactional_route import TransactionalRoute, UnitDep
from contracts.national.directory.change import DirectoryChange
from contracts.national.directory.change_page import DirectoryChangePage
from contracts.national.directory.plan import DirectoryPlan
from contracts.national.directory.rejection import ChangeRejection
from contracts.national.directory.suspension import Suspension
from gateway.directory.register.routes.turns import InTurn
from gateway.directory.register.usecases import changes
from gateway.directory.register.wire import ChangeQueryDep, answer_of, body_is, body_of, content_of, reason_of

IN_TURN: Final = APIRouter(prefix="/directory/v1", route_class=InTurn, tags=["Changes"])
ROUTER: Final = APIRouter(prefix="/directory/v1", route_class=TransactionalRoute, tags=["Changes"])

# the documents of services and schemas are long, and registering one means compiling it; and ten thousand offices,
# which a country may enter at once, are 5 MB
MARKS: Final[dict[str, Any]] = {  # Any: OpenAPI extensions
    "x-purposes": ["directoryKeeping"],
    "x-body": "document",
    "x-max-body": 8_388_608,
    "x-deadline-s": 60.0,
}
_READ: Final = {"x-purposes": ["directoryKeeping", "oversight"]}
_AS: Final[dict[str, Any]] = {"response_model_exclude_none": True}  # Any: FastAPI's own

ChangeId = Annotated[str, path_id("dch", "changeId", "Id of a change.")]


@IN_TURN.post(
    "/plans",
    operation_id="planChange",
    summary="Show what a change would do",
    response_model=DirectoryPlan,
    openapi_extra=MARKS | body_is("content"),
    **_AS,
)
async def plan_change(request: Request, caller: CallerDep, unit: UnitDep) -> Response:
    """Show what would become different; nothing is changed, and what could not be applied is refused here already."""
    content = await content_of(body_of(await request.body()))
    version, differences = await changes.plan(unit, caller, content)
    return answer_of(DirectoryPlan(version=version, differences=[]), differences)


@IN_TURN.post(
    "/changes",
    operation_id="proposeChange",
    summary="Propose a change",
    status_code=HTTPStatus.CREATED,
    response_model=DirectoryChange,
    openapi_extra=MARKS | body_is("change-proposal"),
    **_AS,
)
async def propose_change(request: Request, caller: CallerDep, unit: UnitDep) -> Response:
    """Propose a change of the directory; another officer decides on it."""
    body = body_of(await request.body())
    content = await content_of(body.get("content"), "/content")
    return _made(await changes.propose(unit, caller, content, reason_of(body)))


@ROUTER.get("/changes", operation_id="listChanges", summary="List changes", openapi_extra=_READ, **_AS)
async def list_changes(query: ChangeQueryDep, caller: CallerDep, unit: UnitDep) -> DirectoryChangePage:
    """List changes, newest first; a member sees its own proposals, the control tower everything."""
    return DirectoryChangePage.model_validate(await changes.change_page(unit, caller, query))


@ROUTER.get(
    "/changes/{changeId}",
    operation_id="changeById",
    summary="Read a change",
    response_model=DirectoryChange,
    openapi_extra=_READ,
    **_AS,
)
async def get_change(change_id: ChangeId, caller: CallerDep, unit: UnitDep) -> Response:
    """Read a change with everything that it makes different."""
    found, differences = await changes.change(unit, caller, change_id)
    return answer_of(DirectoryChange.model_validate(found), differences)


@ROUTER.post(
    "/changes/{changeId}/approvals",
    operation_id="approveChange",
    summary="Approve a change",
    status_code=HTTPStatus.CREATED,
    response_model=DirectoryChange,
    # who lets a system in can be held to it: the request itself is signed and kept as evidence
    openapi_extra={"x-purposes": ["directoryKeeping"], "x-deadline-s": 60.0, "x-legal-act": True},
    **_AS,
)
async def approve_change(change_id: ChangeId, caller: CallerDep, unit: UnitDep) -> Response:
    """Apply a change that another officer has proposed; gateways follow within two seconds."""
    return _made(await changes.approve(unit, caller, change_id))


@ROUTER.post(
    "/changes/{changeId}/rejections",
    operation_id="rejectChange",
    summary="Reject or withdraw a change",
    status_code=HTTPStatus.CREATED,
    response_model=DirectoryChange,
    openapi_extra={"x-purposes": ["directoryKeeping"]},
    **_AS,
)
async def reject_change(change_id: ChangeId, rejection: ChangeRejection, caller: CallerDep, unit: UnitDep) -> Response:
    """Close a proposal without applying it; said by its proposer it is withdrawn."""
    return _made(await changes.reject(unit, caller, change_id, rejection.reason))


@ROUTER.post(
    "/suspensions",
    operation_id="suspendRight",
    summary="Suspend a system, a key or an agreement",
    status_code=HTTPStatus.CREATED,
    response_model=DirectoryChange,
    openapi_extra={"x-purposes": ["directoryKeeping"]},
    **_AS,
)
async def suspend_right(suspension: Suspension, caller: CallerDep, unit: UnitDep) -> Response:
    """Stop a right at once, on the word of one officer; to give it back is a change that two decide."""
    return _made(await changes.suspend(unit, caller, suspension.model_dump(exclude_none=True)))


def _made(shown: changes.Shown) -> Response:
    found, differences = shown
    return answer_of(DirectoryChange.model_validate(found), differences, HTTPStatus.CREATED)
