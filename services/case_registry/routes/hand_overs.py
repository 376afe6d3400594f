"""Operations of hand-overs: send, accept, refuse, recall, list."""

from http import HTTPStatus
from typing import Final

from fastapi import APIRouter

from chassis.http.transactional_route import TransactionalRoute, UnitDep
from contracts.national.justice.hand_over import HandOver
from contracts.national.justice.hand_over_acceptance import HandOverAcceptance
from contracts.national.justice.hand_over_page import HandOverPage
from contracts.national.justice.hand_over_recall import HandOverRecall
from contracts.national.justice.hand_over_refusal import HandOverRefusal
from contracts.national.justice.hand_over_sending import HandOverSending
from services.case_registry.routes.asking import AskerDep
from services.case_registry.routes.readability import AskedDep, AskingFirst
from services.case_registry.usecases import hand_overs
from services.case_registry.wire.cases import CaseId
from services.case_registry.wire.hand_overs import HandOverId, HandOverQueryDep

ROUTER: Final = APIRouter(prefix="/case-registry/v1", route_class=TransactionalRoute, tags=["Hand-overs"])
SENDING: Final = APIRouter(prefix="/case-registry/v1", route_class=AskingFirst, tags=["Hand-overs"])
_MARKS: Final = {"x-purposes": ["caseManagement"]}


@SENDING.post(
    "/cases/{caseId}/hand-overs",
    operation_id="sendHandOver",
    summary="Hand a file over",
    status_code=HTTPStatus.CREATED,
    openapi_extra=_MARKS | {"x-body": "document"},
)
async def send_hand_over(
    case_id: CaseId, sending: HandOverSending, asker: AskerDep, unit: UnitDep, asked: AskedDep
) -> HandOver:
    """Send the file of a case to another member; responsibility stays here until it is taken, and both sides see it.

    Documents that it names have to be such as the office can read itself.
    """
    return await hand_overs.send_hand_over(unit, asker, case_id, sending, asked)


@ROUTER.post(
    "/cases/{caseId}/hand-overs/{handOverId}/acceptance",
    operation_id="acceptHandOver",
    summary="Take a file",
    status_code=HTTPStatus.CREATED,
    openapi_extra=_MARKS | {"x-body": "document"},
)
async def accept_hand_over(
    case_id: CaseId, hand_over_id: HandOverId, acceptance: HandOverAcceptance, asker: AskerDep, unit: UnitDep
) -> HandOver:
    """Take the file, stating what has come; what was announced and is not stated is named as missing."""
    return await hand_overs.accept_hand_over(unit, asker, case_id, hand_over_id, acceptance)


@ROUTER.post(
    "/cases/{caseId}/hand-overs/{handOverId}/refusal",
    operation_id="refuseHandOver",
    summary="Refuse a file",
    status_code=HTTPStatus.CREATED,
    openapi_extra=_MARKS | {"x-body": "document"},
)
async def refuse_hand_over(
    case_id: CaseId, hand_over_id: HandOverId, refusal: HandOverRefusal, asker: AskerDep, unit: UnitDep
) -> HandOver:
    """Refuse the file with a reason; it stays with the sender."""
    return await hand_overs.refuse_hand_over(unit, asker, case_id, hand_over_id, refusal)


@ROUTER.post(
    "/cases/{caseId}/hand-overs/{handOverId}/recall",
    operation_id="recallHandOver",
    summary="Recall a file",
    status_code=HTTPStatus.CREATED,
    openapi_extra=_MARKS | {"x-body": "document"},
)
async def recall_hand_over(
    case_id: CaseId, hand_over_id: HandOverId, recall: HandOverRecall, asker: AskerDep, unit: UnitDep
) -> HandOver:
    """Take a file back that was sent and not yet taken, with a reason; the receiver sees that it was recalled."""
    return await hand_overs.recall_hand_over(unit, asker, case_id, hand_over_id, recall)


@ROUTER.get(
    "/hand-overs",
    operation_id="listHandOvers",
    summary="List hand-overs",
    openapi_extra=_MARKS,
)
async def list_hand_overs(query: HandOverQueryDep, asker: AskerDep, unit: UnitDep) -> HandOverPage:
    """List the hand-overs to and from the member, newest first: what waits to be taken stands at `sent`."""
    return await hand_overs.list_hand_overs(unit, asker, query)
