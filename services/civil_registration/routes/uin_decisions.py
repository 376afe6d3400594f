"""Operation of decisions on the UIN of an event."""

from http import HTTPStatus
from typing import Final

from fastapi import APIRouter, Response

from chassis.http.transactional_route import TransactionalRoute, UnitDep
from contracts.national.civil.civil_event import CivilEvent
from contracts.national.civil.uin_decision import UinDecision
from services.civil_registration.routes.asking import AskerDep, KeysDep, tagged
from services.civil_registration.usecases import uin_decisions
from services.civil_registration.wire.events import ON_EVENT, EventId, IfMatch

ROUTER: Final = APIRouter(prefix="/civil-registration/v1", route_class=TransactionalRoute, tags=["Identity numbers"])


@ROUTER.post(
    "/events/{eventId}/uin-decision",
    operation_id="decideUin",
    summary="Decide on the UIN of an event",
    status_code=HTTPStatus.CREATED,
    openapi_extra=ON_EVENT,
)
async def decide_uin(
    event_id: EventId,
    body: UinDecision,
    asker: AskerDep,
    unit: UnitDep,
    keys: KeysDep,
    answer: Response,
    if_match: IfMatch = None,
) -> CivilEvent:
    """Ask the identity system again, give a request up, or say whose a UIN is that two records claim."""
    return tagged(answer, await uin_decisions.decide(unit, asker, event_id, body, if_match, keys))
