"""The operations of the access log over HTTP: parse, call one verb, render."""

from http import HTTPStatus
from typing import Annotated, Final

from fastapi import APIRouter

from chassis.http.caller import CallerDep
from chassis.http.resources import resource
from chassis.http.transactional_route import TransactionalRoute, UnitDep
from contracts.national.access.access_page import AccessPage
from contracts.national.access.look_up import LookUp
from contracts.national.access.look_up_request import LookUpRequest
from gateway.access_log import usecases
from gateway.access_log.wire import AccessQueryDep, LookUpId
from gateway.directory.reference import Reference
from gateway.ledger.epochs import Epochs
from gateway.ledger.seals import Seals
from gateway.ledger.tree.alarms import Alarms

ROUTER: Final = APIRouter(prefix="/access-log/v1", route_class=TransactionalRoute, tags=["Access log"])
_PURPOSES: Final = {"x-purposes": ["subjectRequest"]}


EpochsDep = Annotated[Epochs, resource(Epochs)]
ReferenceDep = Annotated[Reference, resource(Reference)]
AlarmsDep = Annotated[Alarms, resource(Alarms)]
SealsDep = Annotated[Seals, resource(Seals)]


@ROUTER.post(
    "/look-ups",
    operation_id="lookUpSubject",
    summary="Look up who looked",
    status_code=HTTPStatus.CREATED,
    openapi_extra=_PURPOSES,
)
async def look_up_subject(
    request: LookUpRequest, caller: CallerDep, epochs: EpochsDep, reference: ReferenceDep, unit: UnitDep
) -> LookUp:
    """Begin a look-up at the request of a person who presents a number; no number stands in an address."""
    return await usecases.look_up(unit, caller, reference.code_lists, epochs.readable, request)


@ROUTER.get(
    "/look-ups/{lookUpId}/accesses",
    operation_id="listAccesses",
    summary="List who looked",
    response_model_exclude_none=True,
    openapi_extra=_PURPOSES,
)
async def list_accesses(
    look_up_id: LookUpId,
    query: AccessQueryDep,
    caller: CallerDep,
    reference: ReferenceDep,
    alarms: AlarmsDep,
    seals: SealsDep,
    unit: UnitDep,
) -> AccessPage:
    """List the exchanges about the person, newest first: when, which member, what, why, on which basis, with what."""
    sources = usecases.AccessSources(reference.code_lists, alarms, seals)
    return await usecases.accesses(unit, caller, sources, look_up_id, query)
