"""Operations for who is shown a certificate: its status, status lists and keys, and the check of a text."""

from typing import Any, Final

from fastapi import APIRouter, Response

from chassis.http.renderings import Accept, as_file, media_responses
from chassis.http.transactional_route import TransactionalRoute, UnitDep
from chassis.prints.answers import HTML
from chassis.reference.held import HeldOrganisationsDep
from contracts.national.civil.certificate_check import CertificateCheck
from contracts.national.civil.certificate_check_result import CertificateCheckResult
from contracts.national.civil.certificate_keys import CertificateKeys as CertificateKeysDocument
from contracts.national.civil.certificate_status import CertificateStatus
from services.civil_registration.routes.asking import AskerDep, SigningDep, VerifierDep
from services.civil_registration.usecases import certificate_statuses as statuses
from services.civil_registration.wire.certificate_statuses import status_answer
from services.civil_registration.wire.certificates import LIST_MEDIA, ListNumber, TypedCertificateId

ROUTER: Final = APIRouter(prefix="/civil-registration/v1", route_class=TransactionalRoute, tags=["Certificates"])
_KEPT_LIST: Final = "public, max-age=300"  # of a list that says nothing after a day
_FOR_EVERYBODY: Final = {"x-public": True}
_UNKNOWN: Final[dict[str, Any]] = {  # Any: an answer of an OpenAPI document
    "description": "No certificate has this id.",
    "content": {HTML: {"schema": {"type": "string"}}},
}


@ROUTER.get(
    "/certificate-status/{certificateId}",
    operation_id="certificateStatus",
    summary="Ask whether a certificate counts, for everybody",
    response_model=CertificateStatus,
    responses=media_responses(HTML) | {404: _UNKNOWN},
    openapi_extra=_FOR_EVERYBODY | {"x-data-class": "general"},
)
async def certificate_status(
    certificate_id: TypedCertificateId,
    unit: UnitDep,
    held: HeldOrganisationsDep,
    verifier: VerifierDep,
    accept: Accept = None,
) -> Response:
    """Tell whether a certificate counts now, as JSON or as a page; it says nothing of whom it is about."""
    found = await statuses.status(unit, certificate_id)
    return status_answer(found, certificate_id, accept, held.code_lists, unit.now, verifier)


@ROUTER.get(
    "/certificate-status-lists/{listNumber}",
    operation_id="certificateStatusList",
    summary="Read a status list, for everybody",
    response_class=Response,
    responses={200: {"content": {LIST_MEDIA: {"schema": {"type": "string", "format": "binary"}}}}},
    openapi_extra=_FOR_EVERYBODY | {"x-data-class": "general"},
)
async def certificate_status_list(list_number: ListNumber, unit: UnitDep, signing: SigningDep) -> Response:
    """Read the signed status of every certificate of a list: whoever asks for all tells nobody whom he checks."""
    token = await statuses.status_list(unit, list_number, signing)
    return as_file(token, LIST_MEDIA, _KEPT_LIST)


@ROUTER.get(
    "/certificate-keys",
    operation_id="certificateKeys",
    summary="Read the keys of certificates, for everybody",
    openapi_extra=_FOR_EVERYBODY,
)
async def certificate_keys(signing: SigningDep, answer: Response) -> CertificateKeysDocument:
    """Read the public keys as the file that `saphan verify certificate --keys` takes, also of who signs later."""
    answer.headers["Cache-Control"] = _KEPT_LIST
    return CertificateKeysDocument.model_validate(signing.public_document())


@ROUTER.post(
    "/certificate-checks",
    operation_id="checkCertificate",
    summary="Check the text of a certificate",
    openapi_extra={
        "x-body": "document",
        "x-purposes": ["caseManagement", "investigation", "vitalRegistration", "oversight"],
    },
)
async def check_certificate(
    body: CertificateCheck, asker: AskerDep, unit: UnitDep, signing: SigningDep
) -> CertificateCheckResult:
    """Check what a scanner read: valid, superseded, revoked, expired, unknown key, altered; the layer is named."""
    return await statuses.checked(unit, asker, body.text, signing)
