"""Reading members and offices all at once, for everybody; parse, call one verb, render."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from chassis.http.resources import resource
from chassis.http.transactional_route import TransactionalRoute
from contracts.national.directory.reference import ReferenceData
from gateway.directory.reference import Reference

ROUTER = APIRouter(prefix="/directory/v1", route_class=TransactionalRoute, tags=["Entries"])

ReferenceDep = Annotated[Reference, resource(Reference)]
Since = Annotated[int | None, Query(ge=0, le=2**53 - 1, description="The version that is held already.")]


@ROUTER.get(
    "/reference",
    operation_id="referenceData",
    summary="Read all members and offices, or what has changed",
    response_model=ReferenceData,
    openapi_extra={"x-public": True},
)
async def get_reference(reference: ReferenceDep, since: Since = None) -> Response:
    """Read all members and offices, past and future ones too; with `since`, those that a later version has changed."""
    content = await reference.document(since)
    return Response(content, media_type="application/json", headers={"Cache-Control": "public, max-age=1"})
