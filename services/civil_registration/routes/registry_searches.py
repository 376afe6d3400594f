"""Operations of searches in the envelope of SPDCI, for systems that speak it."""

from typing import Annotated, Any, Final

from fastapi import APIRouter, Header

from chassis.http.transactional_route import TransactionalRoute, UnitDep
from contracts.national.civil.spdci_search_request import SpdciSearchRequest
from contracts.national.civil.spdci_search_response import SpdciSearchResponse
from services.civil_registration.routes.asking import AskerDep
from services.civil_registration.usecases import registry_searches

ROUTER: Final = APIRouter(prefix="/civil-registration/v1", route_class=TransactionalRoute, tags=["Verification"])
_MARKS: Final[dict[str, Any]] = {  # Any: OpenAPI
    "x-body": "document",
    "x-purposes": ["caseManagement", "investigation", "vitalRegistration"],
}
# the gateway has judged it; here it is only compared with what the envelope says
_Consent = Annotated[str | None, Header(alias="Consent-Reference", include_in_schema=False)]


@ROUTER.post(
    "/registry/sync/search",
    operation_id="searchRegistry",
    summary="Search the register in the envelope of SPDCI",
    openapi_extra=_MARKS,
)
async def search_registry(
    body: SpdciSearchRequest, asker: AskerDep, unit: UnitDep, consent: _Consent = None
) -> SpdciSearchResponse:
    """Answer each request of the message with its records or a coded refusal; a number alone counts as a guess."""
    return await registry_searches.search(unit, asker, body, consent)
