"""Operations of courts' decisions: issue, list, read by national identifier."""

from http import HTTPStatus
from typing import Final

from fastapi import APIRouter

from chassis.http.transactional_route import TransactionalRoute, UnitDep
from contracts.national.justice.decision import Decision
from contracts.national.justice.decision_issuing import DecisionIssuing
from contracts.national.justice.decision_page import DecisionPage
from services.case_registry.routes.asking import AskerDep
from services.case_registry.routes.readability import AskedDep, AskingFirst
from services.case_registry.usecases import decisions
from services.case_registry.wire.cases import CaseId
from services.case_registry.wire.corrections import At
from services.case_registry.wire.decisions import DecisionId, DecisionQueryDep

ROUTER: Final = APIRouter(prefix="/case-registry/v1", route_class=TransactionalRoute, tags=["Courts"])
NAMING: Final = APIRouter(prefix="/case-registry/v1", route_class=AskingFirst, tags=["Courts"])
_MARKS: Final = {"x-purposes": ["caseManagement"]}
_BODY: Final = _MARKS | {"x-body": "document"}


@NAMING.post(
    "/cases/{caseId}/decisions",
    operation_id="issueDecision",
    summary="Issue a decision",
    status_code=HTTPStatus.CREATED,
    # the request itself is kept as evidence
    openapi_extra=_BODY | {"x-legal-act": True},
)
async def issue_decision(
    case_id: CaseId, issuing: DecisionIssuing, asker: AskerDep, unit: UnitDep, asked: AskedDep
) -> Decision:
    """Issue a decision; the registry gives it its national identifier, and a judgment ends its proceedings."""
    return await decisions.issue_decision(unit, asker, case_id, issuing, asked)


@ROUTER.get(
    "/cases/{caseId}/decisions",
    operation_id="listDecisions",
    summary="List the decisions in a case",
    openapi_extra=_MARKS,
)
async def list_decisions(case_id: CaseId, query: DecisionQueryDep, asker: AskerDep, unit: UnitDep) -> DecisionPage:
    """List the decisions in a case, oldest first."""
    return await decisions.list_decisions(unit, asker, case_id, query)


@ROUTER.get(
    "/decisions/{decisionId}",
    operation_id="decisionById",
    summary="Read a decision",
    openapi_extra=_MARKS,
)
async def get_decision(decision_id: DecisionId, asker: AskerDep, unit: UnitDep, at: At = None) -> Decision:
    """Read a decision by its national identifier."""
    return await decisions.get_decision(unit, asker, decision_id, at)
