"""Operations of certificates: issue, list, read as document or PDF, revoke."""

from http import HTTPStatus
from typing import Final

from fastapi import APIRouter, Response

from chassis.http.renderings import PDF, Accept, media_responses
from chassis.http.transactional_route import TransactionalRoute, UnitDep
from contracts.national.civil.certificate import CivilCertificate
from contracts.national.civil.certificate_list import CivilCertificateList
from contracts.national.civil.certificate_request import CertificateRequest
from contracts.national.civil.certificate_revocation import CertificateRevocation
from services.civil_registration.routes.asking import AskerDep, KeysDep, PressDep, SigningDep, VerifierDep
from services.civil_registration.usecases import certificates
from services.civil_registration.wire.certificates import CertificateId, paper
from services.civil_registration.wire.events import LEGAL_ACT, EventId, IfMatch, etag

ROUTER: Final = APIRouter(prefix="/civil-registration/v1", route_class=TransactionalRoute, tags=["Certificates"])
_READ: Final = {"x-purposes": ["vitalRegistration", "oversight"]}


@ROUTER.post(
    "/events/{eventId}/certificates",
    operation_id="issueCertificate",
    summary="Issue a certificate",
    status_code=HTTPStatus.CREATED,
    openapi_extra=LEGAL_ACT,
)
async def issue_certificate(
    event_id: EventId,
    body: CertificateRequest,
    asker: AskerDep,
    unit: UnitDep,
    keys: KeysDep,
    signing: SigningDep,
    verifier: VerifierDep,
    answer: Response,
    if_match: IfMatch = None,
) -> CivilCertificate:
    """Print a certificate of a registered event: signed, with a number of its own and a place in a status list."""
    issued = await certificates.issue(unit, asker, event_id, body, if_match, keys, signing, verifier)
    return _tagged(answer, issued)


@ROUTER.get(
    "/events/{eventId}/certificates",
    operation_id="listCertificates",
    summary="List the certificates of an event",
    openapi_extra=_READ,
)
async def list_certificates(event_id: EventId, asker: AskerDep, unit: UnitDep) -> CivilCertificateList:
    """List every print of an event, oldest first, and whether it counts."""
    return await certificates.list_certificates(unit, asker, event_id)


@ROUTER.get(
    "/events/{eventId}/certificates/{certificateId}",
    operation_id="certificateById",
    summary="Read a certificate, or print it",
    response_model=CivilCertificate,
    responses=media_responses(PDF),
    openapi_extra=_READ | {"x-data-class": "specific"},
)
async def get_certificate(
    event_id: EventId,
    certificate_id: CertificateId,
    asker: AskerDep,
    unit: UnitDep,
    press: PressDep,
    answer: Response,
    accept: Accept = None,
) -> Response | CivilCertificate:
    """Read one print as a document, or as the PDF to be printed: the same bytes each time; marked once it has ended."""
    shown, printed = await certificates.read(unit, asker, event_id, certificate_id)
    return await paper(shown, printed, accept, press, asker.lists) or _tagged(answer, shown)


@ROUTER.post(
    "/events/{eventId}/certificates/{certificateId}/revocation",
    operation_id="revokeCertificate",
    summary="Revoke a certificate",
    status_code=HTTPStatus.CREATED,
    openapi_extra=LEGAL_ACT,
)
async def revoke_certificate(
    event_id: EventId,
    certificate_id: CertificateId,
    body: CertificateRevocation,
    asker: AskerDep,
    unit: UnitDep,
    keys: KeysDep,
    answer: Response,
    if_match: IfMatch = None,
) -> CivilCertificate:
    """Say that a print must not be used any more, and why; whoever checks it is told within a day at most."""
    revoked = await certificates.revoke(unit, asker, event_id, certificate_id, body, if_match, keys)
    return _tagged(answer, revoked)


def _tagged(answer: Response, certificate: CivilCertificate) -> CivilCertificate:
    answer.headers["ETag"] = etag(certificate.version)
    return certificate
