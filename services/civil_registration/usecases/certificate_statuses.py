"""What anybody may ask of certificates: the status of one, the list of many, the keys; and the check of a text."""

import re
from typing import Final

from chassis.tokens.certificate_keys import CertificateKeys
from chassis.unit.unit import Unit
from contracts.calendar import VIENTIANE
from contracts.identifiers import pattern_of
from contracts.national.civil.certificate_check_result import CertificateCheckResult
from contracts.national.civil.certificate_status import CertificateStatus
from contracts.problems import NotFound
from evidence.certificates.checks import check
from evidence.certificates.claims import StatusReference
from evidence.certificates.status_lists import Status, Statuses, StatusList
from services.civil_registration.errors.certificates import NoCertificateKey
from services.civil_registration.store import certificates as store
from services.civil_registration.usecases.asking import RIGHTS, Asker
from services.civil_registration.wire.certificate_statuses import check_result
from services.civil_registration.wire.certificates import list_number_in, uri_of

_ID: Final = re.compile(pattern_of("crt"))
_CODES: Final = {"superseded": Status.SUPERSEDED, "revoked": Status.REVOKED}


async def status(unit: Unit, certificate_id: str) -> CertificateStatus | None:
    """Return whether a certificate counts now; None for one that was never issued here, and for what is no id."""
    if _ID.fullmatch(certificate_id) is None:
        return None
    found = await store.standing(unit, certificate_id)
    if found is None:
        return None
    is_over = found.status == "valid" and unit.now >= found.expires_at
    said = {"certificateId": certificate_id, "status": "expired" if is_over else found.status, "asOf": unit.now}
    return CertificateStatus.model_validate(said)


async def status_list(unit: Unit, list_number: int, signing: CertificateKeys) -> bytes:
    """Return the signed list as it is now; raise `NotFound` for no such list, `NoCertificateKey` without a signer."""
    places = await store.places_of(unit, list_number)
    if places is None:
        raise NotFound
    at = int(unit.now.timestamp())
    signer = signing.signer(at)
    if signer is None:
        raise NoCertificateKey
    statuses = Statuses.of(places)
    for place, said in await store.ended_in(unit, list_number):
        statuses[place] = _CODES[said]
    listed = StatusList(uri_of(signer.issuer, list_number), signer.issuer, at, statuses)
    return listed.signed(kid=signer.key.kid, sign=signer.key.sign_bytes)


async def checked(unit: Unit, asker: Asker, text: str, signing: CertificateKeys) -> CertificateCheckResult:
    """Return what the text of a symbol is worth at this moment, by the register itself and its keys.

    Raises `OfficeNeeded` for a caller that has named no office.
    """
    RIGHTS.must_stand("checkCertificate", asker.caller, asker.organisations, unit.now.astimezone(VIENTIANE).date())
    at = int(unit.now.timestamp())
    verdict = check(text, signing.trusted, at)
    reference = None if verdict.certificate is None else verdict.certificate.status
    if verdict.certificate is not None and reference is not None:
        known = await _known(unit, reference, verdict.certificate.issuer, at)
        verdict = check(text, signing.trusted, at, known)
    return check_result(verdict, unit.now)


async def _known(unit: Unit, reference: StatusReference, issuer: str, at: int) -> list[StatusList]:
    """Return a list with the one place that is asked for, as it stands now; none for an address that is not ours."""
    number = list_number_in(reference.uri)
    if number is None or uri_of(issuer, number) != reference.uri:
        return []
    found = await store.standing_at(unit, store.Place(number, reference.place))
    if found is None:
        return []
    statuses = Statuses.of(reference.place + 1)
    if found.status in _CODES:
        statuses[reference.place] = _CODES[found.status]
    return [StatusList(reference.uri, issuer, at, statuses)]
