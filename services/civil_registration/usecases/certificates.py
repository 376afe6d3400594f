"""Issue certificates of a registered event, list and read its prints, revoke one."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any, Final
from unicodedata import normalize

from chassis.prints.letters import without_a_glyph
from chassis.prints.symbols import TooMuchForASymbol, symbol
from chassis.tokens.certificate_keys import CertificateKey, CertificateKeys
from chassis.unit.unit import Unit
from contracts.calendar import VIENTIANE
from contracts.national.civil.certificate import CivilCertificate
from contracts.national.civil.certificate_list import CivilCertificateList
from contracts.national.civil.certificate_request import CertificateRequest
from contracts.national.civil.certificate_revocation import CertificateRevocation
from contracts.problems import Fault, InvalidInput, NotFound
from contracts.subject_keys import SubjectKeys
from evidence.certificates.checks import sign
from evidence.certificates.claims import Certificate, StatusReference
from evidence.certificates.layers import NotStated
from services.civil_registration.domain import certificates as rules
from services.civil_registration.domain.actions import Act, Action, Author, must_be_allowed
from services.civil_registration.domain.certificates import CertificateType, Status
from services.civil_registration.domain.claims import claims_of
from services.civil_registration.domain.prints import Print, Verifier
from services.civil_registration.domain.records import Record
from services.civil_registration.errors.certificates import (
    NAME_NEEDED,
    NO_SUCH_PRINT,
    OTHER_TYPE,
    RECORD_CLOSED,
    UIN_NEEDED,
    CertificateEnded,
    CertificateNotPrintable,
    CertificateTooLong,
    IssuingOfficerNeeded,
    NoCertificateKey,
    PrintsFull,
    not_offered,
)
from services.civil_registration.store import certificates as store
from services.civil_registration.usecases.asking import RIGHTS, Asker, author_of, changeable, visible
from services.civil_registration.usecases.recording import write
from services.civil_registration.wire.certificates import certificate, certificates_of, uri_of

LARGEST: Final = 19  # version of the symbol: scanners read it from a worn paper
_MARKS: Final = "\u0300-\u036f\u0eb1\u0eb4-\u0ebc\u0ec8-\u0ece"  # of Latin and of Lao
_PILED: Final = re.compile(rf"[{_MARKS}]{{4}}([{_MARKS}]+)")  # a syllable of Lao has three marks at most
_LEVELS: Final = ("Q", "M")  # long names leave less room for the correction of errors


@dataclass(frozen=True, slots=True)
class _Issue:
    """What is decided of a print before it is signed."""

    kind: CertificateType
    signer: CertificateKey
    author: Author
    expires_at: datetime
    reason: str | None
    replaces: str | None


async def issue(
    unit: Unit,
    asker: Asker,
    event_id: str,
    request: CertificateRequest,
    if_match: str | None,
    keys: SubjectKeys,
    signing: CertificateKeys,
    verifier: Verifier,
) -> CivilCertificate:
    """Issue a certificate of a registered event: a print of its own, whose status stands in a list from now on.

    Raises `NotFound`, `NotTheRegistrar`, `PreconditionFailed`, `ActionNotAllowed`, `IssuingOfficerNeeded`,
    `NoCertificateKey`, `PrintsFull`, `CertificateNotPrintable`, `CertificateTooLong`, `CertificateEnded` for a print to
    be replaced that does not count, and `InvalidInput` for a type that is not printed of this event, or that needs a
    name or a number which is not known.
    """
    record = await changeable(unit, asker, event_id, "issueCertificate", if_match)
    must_be_allowed(Act.ISSUE_CERTIFICATE, record.state)
    author = author_of(unit, asker)
    if author.officer is None:
        raise IssuingOfficerNeeded
    if record.is_full:
        raise PrintsFull
    made = _decided(asker, record, request, author, signing)
    certificate_id = unit.new_id("crt")
    place = await store.draw(unit, certificate_id, event_id, made.expires_at)
    content = _content(asker, record, made, certificate_id, place)
    if verifier.address is not None:
        content["verifier"] = verifier.address
    actions = [Action(Act.ISSUE_CERTIFICATE, made.author, content)]
    if made.replaces is not None:
        why = {"reason": made.reason, "causedBy": record.version + 1}
        actions.append(rules.ending([record.prints[made.replaces]], Status.SUPERSEDED, made.author, **why))
    after = await write(unit, asker, event_id, record, actions, keys)
    return certificate(event_id, after, after.prints[certificate_id], unit.now)


async def revoke(
    unit: Unit,
    asker: Asker,
    event_id: str,
    certificate_id: str,
    revocation: CertificateRevocation,
    if_match: str | None,
    keys: SubjectKeys,
) -> CivilCertificate:
    """Revoke a print for a reason; also one that a later one has superseded. Raises as `issue`; `CertificateEnded`."""
    record = await changeable(unit, asker, event_id, "revokeCertificate", if_match)
    must_be_allowed(Act.REVOKE_CERTIFICATE, record.state)
    found = record.prints.get(certificate_id)
    if found is None:
        raise NotFound
    if found.end == Status.REVOKED:
        raise CertificateEnded
    action = rules.ending([found], Status.REVOKED, author_of(unit, asker), reason=revocation.reason)
    after = await write(unit, asker, event_id, record, [action], keys)
    return certificate(event_id, after, after.prints[certificate_id], unit.now)


async def list_certificates(unit: Unit, asker: Asker, event_id: str) -> CivilCertificateList:
    """Return the prints of an event, oldest first; raise `NotFound` for an event that is not to be seen."""
    return CivilCertificateList(items=certificates_of(event_id, await _seen(unit, asker, event_id), unit.now))


async def read(unit: Unit, asker: Asker, event_id: str, certificate_id: str) -> tuple[CivilCertificate, Print]:
    """Return one print, and what it was printed of; raise `NotFound`."""
    record = await _seen(unit, asker, event_id)
    found = record.prints.get(certificate_id)
    if found is None:
        raise NotFound
    return certificate(event_id, record, found, unit.now), found


async def _seen(unit: Unit, asker: Asker, event_id: str) -> Record:
    RIGHTS.must_stand("listCertificates", asker.caller, asker.organisations, unit.now.astimezone(VIENTIANE).date())
    return await visible(unit, asker, event_id, operation="listCertificates")


def _decided(
    asker: Asker, record: Record, request: CertificateRequest, author: Author, signing: CertificateKeys
) -> _Issue:
    offered = rules.offered(record.kind, author.today, asker.lists)
    kind = offered.get(request.type)
    names_lo = ", ".join(each.code.lo for each in offered.values())
    faults = [not_offered(names_lo, ", ".join(offered))] if kind is None else _lacking(record, kind)
    if (fault := _not_replaced(record, request)) is not None:
        faults.append(fault)
    if faults or kind is None:
        raise InvalidInput(faults=faults)
    signer = signing.signer(int(author.at.timestamp()))
    if signer is None:
        raise NoCertificateKey
    ends = _ends_at(author, kind.days, signer)
    return _Issue(kind, signer, author, ends, request.reason, request.replaced_certificate_id)


def _ends_at(author: Author, days: int, signer: CertificateKey) -> datetime:
    """Return the midnight after the last day on which the print counts: it has to end before its key does."""
    key_ends = datetime.fromtimestamp(signer.ends_at - 1, tz=VIENTIANE)
    ends = datetime.combine(author.today + timedelta(days=days + 1), time.min, VIENTIANE)
    if ends <= key_ends:
        return ends
    last_midnight = datetime.combine(key_ends.date(), time.min, VIENTIANE)
    return last_midnight if last_midnight > author.at else key_ends


def _lacking(record: Record, kind: CertificateType) -> list[Fault]:
    lacks_name = kind.needs_name and not rules.has_name(record)
    lacks_uin = kind.needs_uin and not rules.has_uin(record)
    is_closed = record.is_closed and not kind.of_closed
    faults = (NAME_NEEDED, lacks_name), (UIN_NEEDED, lacks_uin), (RECORD_CLOSED, is_closed)
    return [fault for fault, holds in faults if holds]


def _not_replaced(record: Record, request: CertificateRequest) -> Fault | None:
    if request.replaced_certificate_id is None:
        return None
    found = record.prints.get(request.replaced_certificate_id)
    if found is None:
        return NO_SUCH_PRINT
    if found.content["type"] != request.type:
        return OTHER_TYPE
    if found.end is not None:
        raise CertificateEnded
    return None


def _content(
    asker: Asker, record: Record, made: _Issue, certificate_id: str, place: store.Place
) -> dict[str, Any]:  # Any: JSON, as kept
    registered_by, office = (
        dict(zip(("lo", "en"), asker.organisations.names_of(each.member, each.office), strict=True))
        for each in (record.registered_by or made.author.seat, made.author.seat)
    )
    rows = rules.rows_of(record, made.kind, registered_by, asker.lists)
    _must_be_printable(rows, office, made.kind)
    said = claims_of(
        record,
        rows,
        issuer=made.signer.issuer,
        certificate_id=certificate_id,
        print_number=len(record.prints) + 1,
        title=made.kind.title,
        office=office,
        issued_at=made.author.at,
        expires_at=made.expires_at,
        status=StatusReference(uri_of(made.signer.issuer, place.list_number), place.place),
    )
    text, level = _signed(said, made.signer)
    content = {
        "certificateId": certificate_id,
        "type": made.kind.code.code,
        "title": made.kind.title,
        "motto": list(made.kind.motto),
        "effect": made.kind.effect,
        "printNumber": len(record.prints) + 1,
        "expiresAt": made.expires_at.isoformat(),
        "issuer": made.signer.issuer,
        "office": office,
        "rows": rows,
        "text": text,
        "level": level,
        "ofClosed": made.kind.of_closed or None,
        "replaces": made.replaces,
        "reason": made.reason,
    }
    return {name: value for name, value in content.items() if value is not None}


def _must_be_printable(rows: Sequence[rules.Row], office: rules.Both, kind: CertificateType) -> None:
    """Raise `CertificateNotPrintable` for letters that no font of the paper has: a print has no other form."""
    head = [office, kind.title, kind.effect, *kind.motto]
    lines = [(kind.title, head), *((row["name"], [row["name"], row["value"]]) for row in rules.printed(rows))]
    missing = {
        name["lo"]: _unprintable("".join(side for both in said for side in both.values())) for name, said in lines
    }
    names = [name for name, _ in lines if missing[name["lo"]]]
    if names:
        raise CertificateNotPrintable(names, "".join(missing.values()))


def _unprintable(text: str) -> str:
    """Return the letters that no font has, and the marks that would pile up over the row above."""
    return without_a_glyph(text) + "".join(mark for piled in _PILED.findall(normalize("NFC", text)) for mark in piled)


def _signed(said: Certificate, signer: CertificateKey) -> tuple[str, str]:
    """Return the text of the symbol, and the level of its error correction; raise `CertificateTooLong`."""
    key = signer.key
    try:
        text = sign(said, kid=key.kid, sign=key.sign_bytes)
    except NotStated as fault:
        raise CertificateTooLong from fault
    for level in _LEVELS:
        try:
            symbol(text, level, largest=LARGEST)
        except TooMuchForASymbol:
            continue
        return text, level
    raise CertificateTooLong
