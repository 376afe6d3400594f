"""The evidence of an exchange over HTTP: parse, call one verb, render."""

from http import HTTPStatus
from typing import Annotated, Final

from fastapi import APIRouter, Response

from chassis.http.caller import CallerDep
from chassis.http.path_ids import path_id
from chassis.http.resources import resource
from chassis.http.transactional_route import TransactionalRoute
from evidence.digests import content_digest
from gateway.ledger.service.usecases.evidence import bundle_of
from gateway.ledger.tree.bundles import Bundles

ROUTER: Final = APIRouter(prefix="/ledger/v1", route_class=TransactionalRoute, tags=["Evidence"])

MEDIA_TYPE: Final = "application/vnd.saphan.evidence"  # JSON within; as a file, because what it proves are its bytes
_BYTES: Final = {"schema": {"type": "string", "format": "binary"}}

ExchangeId = Annotated[str, path_id("xch", "exchangeId", "Id of the exchange.")]


BundlesDep = Annotated[Bundles, resource(Bundles)]


@ROUTER.get(
    "/entries/{exchangeId}",
    operation_id="exchangeEvidence",
    summary="Read the evidence of an exchange",
    response_class=Response,
    responses={HTTPStatus.OK: {"description": "The bundle, without a receipt.", "content": {MEDIA_TYPE: _BYTES}}},
    openapi_extra={"x-body": "stream", "x-data-class": "specific"},
)
async def get_evidence(exchange_id: ExchangeId, caller: CallerDep, bundles: BundlesDep) -> Response:
    """Read entries, proofs, checkpoint and keys of an exchange that the member was a party of."""
    found = await bundle_of(bundles, caller, exchange_id)
    return Response(found, media_type=MEDIA_TYPE, headers={"Content-Digest": content_digest(found)})
