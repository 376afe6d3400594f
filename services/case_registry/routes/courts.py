"""What happens before a court: proceedings, hearings and the schedule, decisions."""

from http import HTTPStatus
from typing import Final

from fastapi import APIRouter

from chassis.http.caller import CallerIs
from chassis.http.verb import Transaction, Verb
from contracts.national.justice.decision import Decision
from contracts.national.justice.decision_issuing import DecisionIssuing
from contracts.national.justice.decision_page import DecisionPage
from contracts.national.justice.hearing import Hearing
from contracts.national.justice.hearing_outcome import HearingOutcome
from contracts.national.justice.hearing_page import HearingPage
from contracts.national.justice.hearing_scheduling import HearingScheduling
from contracts.national.justice.panel_change import PanelChange
from contracts.national.justice.proceeding import Proceeding
from contracts.national.justice.proceeding_opening import ProceedingOpening
from contracts.national.justice.proceeding_page import ProceedingPage
from services.case_registry.usecases import decisions, hearings, proceedings
from services.case_registry.wire.cases import CaseId
from services.case_registry.wire.parts import (
    DecisionId,
    DecisionsAskedFor,
    HearingId,
    ProceedingId,
    ProceedingsAskedFor,
)
from services.case_registry.wire.schedule import ScheduleAskedFor

ROUTER: Final = APIRouter(prefix="/case-registry/v1", route_class=Verb, tags=["Courts"])
_MARKS: Final = {"x-purposes": ["caseManagement"]}
_BODY: Final = _MARKS | {"x-body": "document"}


@ROUTER.post(
    "/cases/{caseId}/proceedings",
    operation_id="openProceeding",
    summary="Open proceedings",
    status_code=HTTPStatus.CREATED,
    response_model_exclude_none=True,
    openapi_extra=_BODY,
)
async def open_proceeding(
    case_id: CaseId, opening: ProceedingOpening, caller: CallerIs, unit: Transaction
) -> Proceeding:
    """Open the proceedings of an instance and name its panel; no judge of an earlier instance sits again."""
    return await proceedings.open_proceeding(unit, caller, case_id, opening)


@ROUTER.get(
    "/cases/{caseId}/proceedings",
    operation_id="listProceedings",
    summary="List the proceedings of a case",
    response_model_exclude_none=True,
    openapi_extra=_MARKS,
)
async def list_proceedings(
    case_id: CaseId, query: ProceedingsAskedFor, caller: CallerIs, unit: Transaction
) -> ProceedingPage:
    """List the proceedings of a case with their panels, oldest first."""
    return await proceedings.list_proceedings(unit, caller, case_id, query)


@ROUTER.post(
    "/cases/{caseId}/proceedings/{proceedingId}/panel-changes",
    operation_id="changePanel",
    summary="Change a panel",
    status_code=HTTPStatus.CREATED,
    response_model_exclude_none=True,
    openapi_extra=_BODY,
)
async def change_panel(
    case_id: CaseId, proceeding_id: ProceedingId, change: PanelChange, caller: CallerIs, unit: Transaction
) -> Proceeding:
    """Let one judge take another's seat, with the reason."""
    return await proceedings.change_panel(unit, caller, case_id, proceeding_id, change)


@ROUTER.post(
    "/cases/{caseId}/hearings",
    operation_id="scheduleHearing",
    summary="Schedule a hearing",
    status_code=HTTPStatus.CREATED,
    response_model_exclude_none=True,
    openapi_extra=_BODY,
)
async def schedule_hearing(case_id: CaseId, wanted: HearingScheduling, caller: CallerIs, unit: Transaction) -> Hearing:
    """Set the time and the room of a hearing; a judge or a room that is taken is refused unless a reason is given."""
    return await hearings.schedule_hearing(unit, caller, case_id, wanted)


@ROUTER.post(
    "/cases/{caseId}/hearings/{hearingId}/outcome",
    operation_id="concludeHearing",
    summary="Conclude a hearing",
    status_code=HTTPStatus.CREATED,
    response_model_exclude_none=True,
    openapi_extra=_BODY,
)
async def conclude_hearing(
    case_id: CaseId, hearing_id: HearingId, outcome: HearingOutcome, caller: CallerIs, unit: Transaction
) -> Hearing:
    """Say that a hearing was held, postponed or cancelled; what did not take place frees its judges and its room."""
    return await hearings.conclude_hearing(unit, caller, case_id, hearing_id, outcome)


@ROUTER.get(
    "/schedule",
    operation_id="showSchedule",
    summary="Show the schedule",
    response_model_exclude_none=True,
    openapi_extra=_MARKS,
)
async def show_schedule(query: ScheduleAskedFor, caller: CallerIs, unit: Transaction) -> HearingPage:
    """List hearings by court, judge, room, case and day, in the order of their time."""
    return await hearings.show_schedule(unit, caller, query)


@ROUTER.post(
    "/cases/{caseId}/decisions",
    operation_id="issueDecision",
    summary="Issue a decision",
    status_code=HTTPStatus.CREATED,
    response_model_exclude_none=True,
    # the request itself is kept as evidence
    openapi_extra=_BODY | {"x-legal-act": True},
)
async def issue_decision(case_id: CaseId, issuing: DecisionIssuing, caller: CallerIs, unit: Transaction) -> Decision:
    """Issue a decision; the registry gives it its national identifier, and a judgment ends its proceedings."""
    return await decisions.issue_decision(unit, caller, case_id, issuing)


@ROUTER.get(
    "/cases/{caseId}/decisions",
    operation_id="listDecisions",
    summary="List the decisions in a case",
    response_model_exclude_none=True,
    openapi_extra=_MARKS,
)
async def list_decisions(
    case_id: CaseId, query: DecisionsAskedFor, caller: CallerIs, unit: Transaction
) -> DecisionPage:
    """List the decisions in a case, oldest first."""
    return await decisions.list_decisions(unit, caller, case_id, query)


@ROUTER.get(
    "/decisions/{decisionId}",
    operation_id="getDecision",
    summary="Read a decision",
    response_model_exclude_none=True,
    openapi_extra=_MARKS,
)
async def get_decision(decision_id: DecisionId, caller: CallerIs, unit: Transaction) -> Decision:
    """Read a decision by its national identifier."""
    return await decisions.get_decision(unit, caller, decision_id)
