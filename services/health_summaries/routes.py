"""The operations of health summaries over HTTP: parse, call one verb, render."""

from http import HTTPStatus
from typing import Final

from fastapi import APIRouter, Response

from chassis.http.caller import CallerDep
from chassis.http.transactional_route import TransactionalRoute, UnitDep
from chassis.reference.held import HeldOrganisationsDep
from contracts.national.health.data_value_page import DataValuePage
from contracts.national.health.data_value_set import DataValueSet
from contracts.national.health.web_message import WebMessage
from services.health_summaries import usecases
from services.health_summaries.wire import DataValueQueryDep, ImportDep

ROUTER: Final = APIRouter(prefix="/health-summaries/v1", route_class=TransactionalRoute, tags=["Data values"])


@ROUTER.post(
    "/data-value-sets",
    operation_id="sendDataValueSet",
    summary="Send a set of aggregate values",
    status_code=HTTPStatus.OK,
    responses={HTTPStatus.CONFLICT: {"model": WebMessage, "description": "Every row was rejected; nothing was kept."}},
    openapi_extra={"x-body": "document", "x-purposes": ["healthReporting"]},
)
async def send_data_value_set(
    body: DataValueSet,
    query_options: ImportDep,
    caller: CallerDep,
    unit: UnitDep,
    response: Response,
    held: HeldOrganisationsDep,
) -> WebMessage:
    """Import values in DHIS2's shape; the answer is DHIS2's import summary, with rejected rows by index and code."""
    message = await usecases.send_data_value_set(unit, caller, body, query_options, held)
    response.status_code = message.http_status_code
    return message


@ROUTER.get(
    "/data-values",
    operation_id="listDataValues",
    summary="List data values",
    openapi_extra={"x-purposes": ["healthReporting", "oversight"]},
)
async def list_data_values(
    query: DataValueQueryDep, caller: CallerDep, unit: UnitDep, held: HeldOrganisationsDep
) -> DataValuePage:
    """List values by data element, unit and time: those of the caller's offices by the table, and counted ones."""
    return await usecases.list_data_values(unit, caller, query, held)
