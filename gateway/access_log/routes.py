"""The operations of the access log over HTTP: parse, call one verb, render."""

from http import HTTPStatus
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Request

from chassis.http.caller import CallerIs
from chassis.http.verb import Transaction, Verb
from contracts.national.access.access_page import AccessPage
from contracts.national.access.look_up import LookUp
from contracts.national.access.look_up_request import LookUpRequest
from gateway.access_log import usecases
from gateway.access_log.domain import PURPOSE, Disclosure
from gateway.access_log.wire import Asked, LookUpId
from gateway.ledger.epochs import Epochs
from gateway.ledger.seals import Seals
from gateway.ledger.tree.alarms import Alarms

ROUTER: Final = APIRouter(prefix="/access-log/v1", route_class=Verb, tags=["Access log"])
_MEANT: Final = {"x-purposes": [PURPOSE]}


# `async`, though they wait for nothing: FastAPI sends a plain function to a thread, which costs more than the function
async def _epochs(request: Request) -> Epochs:
    epochs: Epochs = request.app.state.resources["epochs"]
    return epochs


async def _disclosure(request: Request) -> Disclosure:
    disclosure: Disclosure = request.app.state.resources["disclosure"]
    return disclosure


async def _alarms(request: Request) -> Alarms:
    alarms: Alarms = request.app.state.resources["alarms"]
    return alarms


async def _seals(request: Request) -> Seals | None:
    seals: Seals | None = request.app.state.resources["seals"]
    return seals


KnownEpochs = Annotated[Epochs, Depends(_epochs)]
Delays = Annotated[Disclosure, Depends(_disclosure)]
Ringing = Annotated[Alarms, Depends(_alarms)]
OwnSeals = Annotated[Seals | None, Depends(_seals)]


@ROUTER.post(
    "/look-ups",
    operation_id="lookUpSubject",
    summary="Look up who looked",
    status_code=HTTPStatus.CREATED,
    openapi_extra=_MEANT,
)
async def look_up_subject(request: LookUpRequest, caller: CallerIs, epochs: KnownEpochs, unit: Transaction) -> LookUp:
    """Begin a look-up at the request of a person who presents a number; no number stands in an address."""
    return await usecases.look_up(unit, caller, epochs.readable, request)


@ROUTER.get(
    "/look-ups/{lookUpId}/accesses",
    operation_id="listAccesses",
    summary="List who looked",
    response_model_exclude_none=True,
    openapi_extra=_MEANT,
)
async def list_accesses(
    look_up_id: LookUpId,
    query: Asked,
    caller: CallerIs,
    delays: Delays,
    alarms: Ringing,
    seals: OwnSeals,
    unit: Transaction,
) -> AccessPage:
    """List the exchanges about the person, newest first: when, which member, what, why, on which basis, with what."""
    return await usecases.accesses(unit, caller, usecases.Telling(delays, alarms, seals), look_up_id, query)
