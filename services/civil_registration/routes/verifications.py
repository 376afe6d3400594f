"""Operations of verification: whether the register has an event of whom a number and a further fact say."""

from typing import Any, Final

from fastapi import APIRouter

from chassis.http.transactional_route import TransactionalRoute, UnitDep
from contracts.national.civil.verification import Verification
from contracts.national.civil.verification_request import VerificationRequest
from services.civil_registration.routes.asking import AskerDep
from services.civil_registration.usecases import verifications

ROUTER: Final = APIRouter(prefix="/civil-registration/v1", route_class=TransactionalRoute, tags=["Verification"])
_MARKS: Final[dict[str, Any]] = {  # Any: OpenAPI
    "x-body": "document",
    "x-purposes": ["caseManagement", "investigation", "vitalRegistration"],
}


@ROUTER.post(
    "/verifications",
    operation_id="verifyFact",
    summary="Verify a fact by an exact number and one more fact",
    openapi_extra=_MARKS,
)
async def verify_fact(body: VerificationRequest, asker: AskerDep, unit: UnitDep) -> Verification:
    """Answer yes or no by what is registered now, and the agreement's field groups; guesses are counted and limited."""
    return await verifications.verify(unit, asker, body)
