"""Operations of hearings: schedule, conclude, show the schedule."""

from http import HTTPStatus
from typing import Final

from fastapi import APIRouter

from chassis.http.transactional_route import TransactionalRoute, UnitDep
from contracts.national.justice.hearing import Hearing
from contracts.national.justice.hearing_outcome import HearingOutcome
from contracts.national.justice.hearing_page import HearingPage
from contracts.national.justice.hearing_scheduling import HearingScheduling
from services.case_registry.routes.asking import AskerDep
from services.case_registry.usecases import hearings
from services.case_registry.wire.cases import CaseId
from services.case_registry.wire.hearings import HearingId, ScheduleQueryDep

ROUTER: Final = APIRouter(prefix="/case-registry/v1", route_class=TransactionalRoute, tags=["Courts"])
_MARKS: Final = {"x-purposes": ["caseManagement"]}
_BODY: Final = _MARKS | {"x-body": "document"}


@ROUTER.post(
    "/cases/{caseId}/hearings",
    operation_id="scheduleHearing",
    summary="Schedule a hearing",
    status_code=HTTPStatus.CREATED,
    openapi_extra=_BODY,
)
async def schedule_hearing(case_id: CaseId, wanted: HearingScheduling, asker: AskerDep, unit: UnitDep) -> Hearing:
    """Set the time and the room of a hearing; a judge or a room that is taken is refused unless a reason is given."""
    return await hearings.schedule_hearing(unit, asker, case_id, wanted)


@ROUTER.post(
    "/cases/{caseId}/hearings/{hearingId}/outcome",
    operation_id="concludeHearing",
    summary="Conclude a hearing",
    status_code=HTTPStatus.CREATED,
    openapi_extra=_BODY,
)
async def conclude_hearing(
    case_id: CaseId, hearing_id: HearingId, outcome: HearingOutcome, asker: AskerDep, unit: UnitDep
) -> Hearing:
    """Say that a hearing was held, postponed or cancelled; what did not take place frees its judges and its room."""
    return await hearings.conclude_hearing(unit, asker, case_id, hearing_id, outcome)


@ROUTER.get(
    "/schedule",
    operation_id="showSchedule",
    summary="Show the schedule",
    openapi_extra=_MARKS,
)
async def show_schedule(query: ScheduleQueryDep, asker: AskerDep, unit: UnitDep) -> HearingPage:
    """List hearings by court, judge, room, case and day, in the order of their time."""
    return await hearings.show_schedule(unit, asker, query)
