"""Operations of lists of an office's day: the cause list, the custody list, custody that runs out, its work."""

from typing import Final

from fastapi import APIRouter, Response

from chassis.http.renderings import CSV, Accept, media_responses
from chassis.http.transactional_route import TransactionalRoute, UnitDep
from chassis.prints.answers import HTML
from contracts.national.justice.cause_list import CauseList
from contracts.national.justice.custody_expiry_page import CustodyExpiryPage
from contracts.national.justice.custody_list import CustodyList
from contracts.national.justice.work_page import WorkPage
from services.case_registry.routes.asking import AskerDep
from services.case_registry.usecases import cause_lists, custody_lists
from services.case_registry.usecases import work_list as work
from services.case_registry.wire import cause_lists as cause_lists_wire
from services.case_registry.wire import custody_lists as custody_lists_wire
from services.case_registry.wire.custody_lists import ExpiryQueryDep
from services.case_registry.wire.door_lists import DoorQueryDep
from services.case_registry.wire.prints import is_printed
from services.case_registry.wire.work_list import WorkQueryDep

ROUTER: Final = APIRouter(prefix="/case-registry/v1", route_class=TransactionalRoute, tags=["Lists of a day"])
# for the door, where everybody reads: nobody's name, also as a table, which has no schema that could say it
_FOR_A_DOOR: Final = {"x-purposes": ["caseManagement"], "x-data-class": "general"}


@ROUTER.get(
    "/cause-lists",
    operation_id="causeList",
    summary="Read the cause list of a day",
    response_model=CauseList,
    responses=media_responses(CSV, HTML),
    openapi_extra=_FOR_A_DOOR,
)
async def get_cause_list(query: DoorQueryDep, asker: AskerDep, unit: UnitDep, accept: Accept = None) -> Response:
    """Read the hearings of a day before one court, for its door: JSON, CSV, or a page ready for print."""
    office = asker.names_of(query.seat.member, query.seat.office)
    return cause_lists_wire.rendered(await cause_lists.cause_list(unit, asker, query), accept, office, asker.word_of)


@ROUTER.get(
    "/custody-lists",
    operation_id="custodyList",
    summary="Read the custody list of a day",
    response_model=CustodyList,
    responses=media_responses(CSV, HTML),
    openapi_extra=_FOR_A_DOOR,
)
async def get_custody_list(query: DoorQueryDep, asker: AskerDep, unit: UnitDep, accept: Accept = None) -> Response:
    """Read who is held on a day in cases of one office, for its door: JSON, CSV, or a page ready for print."""
    office = asker.names_of(query.seat.member, query.seat.office)
    return custody_lists_wire.rendered(
        await custody_lists.custody_list(unit, asker, query), accept, office, asker.word_of
    )


@ROUTER.get(
    "/custody-expiries",
    operation_id="listCustodyExpiries",
    summary="List custody that runs out",
    response_model=CustodyExpiryPage,
    responses=media_responses(CSV, HTML),
    # of people, also as a table, which has no schema that could say it
    openapi_extra={"x-purposes": ["caseManagement"], "x-data-class": "specific"},
)
async def list_custody_expiries(
    query: ExpiryQueryDep, asker: AskerDep, unit: UnitDep, accept: Accept = None
) -> Response:
    """List people in custody by the end of the order, those whom no order holds first: JSON; all as CSV or a page."""
    found = await custody_lists.expiries(unit, asker, query, whole=is_printed(accept))
    office = asker.names_of(query.seat.member, query.seat.office)
    return custody_lists_wire.expiries_answered(found, accept, office, asker.names_of, asker.word_of)


@ROUTER.get(
    "/work-list",
    operation_id="workList",
    summary="List what waits for an office",
    openapi_extra={"x-purposes": ["caseManagement"]},
)
async def get_work_list(query: WorkQueryDep, asker: AskerDep, unit: UnitDep) -> WorkPage:
    """List files, hand-overs, entries of the register and people in custody, oldest first; yours unless said."""
    return await work.work_list(unit, asker, query)
