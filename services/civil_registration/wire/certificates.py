"""Render prints as national `CivilCertificate`s and as the paper; addresses of status lists."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Final

from fastapi import Path, Response

from chassis.http.path_ids import path_id
from chassis.http.renderings import as_pdf, likes_pdf
from chassis.prints.figures import moment
from chassis.prints.pdf import Head, Press
from chassis.prints.symbols import symbol
from chassis.prints.words import Words
from contracts.national.civil.certificate import CivilCertificate
from services.civil_registration.domain.certificates import status_of
from services.civil_registration.domain.prints import Print
from services.civil_registration.domain.records import Record
from services.civil_registration.wire.prints import printed

CertificateId = Annotated[str, path_id("crt", "certificateId", "Id of the certificate: of one print.")]
ListNumber = Annotated[
    int, Path(alias="listNumber", ge=1, le=100_000, description="Number of the status list.", examples=[1])
]
LIST_MEDIA: Final = "application/statuslist+cwt"  # draft-ietf-oauth-status-list
HOLDS: Final = (
    "ໃບຢັ້ງຢືນນີ້ໃຊ້ໄດ້. ໃຫ້ທຽບສິ່ງທີ່ບອກກັບໃບ.",
    "The certificate holds. Compare what it says with the paper.",
)
_LISTS: Final = "/civil-registration/v1/certificate-status-lists/"
_IN_URI: Final = re.compile(rf".*{_LISTS}([1-9][0-9]{{0,5}})", re.ASCII)
_SAID: Final = Words("ຮູບສັນຍາລັກທີ່ມີລາຍເຊັນ: ສະແກນເພື່ອກວດໃບນີ້", "Signed symbol: scan it to check this certificate")


def uri_of(issuer: str, list_number: int) -> str:
    """Return the address of a status list of that issuer."""
    return f"{issuer}{_LISTS}{list_number}"


def list_number_in(uri: str) -> int | None:
    """Return the number of the status list with that address; None for another kind of address."""
    found = _IN_URI.fullmatch(uri)
    return None if found is None else int(found[1])


def certificates_of(event_id: str, record: Record, now: datetime) -> list[CivilCertificate]:
    """Return the prints of an event, oldest first."""
    return [certificate(event_id, record, each, now) for each in record.prints.values()]


def certificate(event_id: str, record: Record, each: Print, now: datetime) -> CivilCertificate:
    """Return a print as a national document."""
    told = each.content
    shown: dict[str, Any] = {  # Any: a JSON document, validated by the model below
        "certificateId": each.certificate_id,
        "eventId": event_id,
        "type": told["type"],
        "printNumber": told["printNumber"],
        "registrationNumber": (record.registration or {})["registrationNumber"],
        "status": status_of(each, now).value,
        "issuedAt": each.author.at,
        "issuedBy": each.author.seat.to_document(),
        "issuingOfficer": each.author.officer,
        "reason": told.get("reason"),
        "replaces": told.get("replaces"),
        "expiresAt": each.expires_at,
        "endedAt": each.ended_at,
        "endReason": each.end_reason,
        "text": told["text"],
        "rows": [{"name": row["name"], "value": row["value"]} for row in told["rows"]],
        "version": record.version,
    }
    return CivilCertificate.model_validate({name: value for name, value in shown.items() if value is not None})


async def paper(shown: CivilCertificate, each: Print, accept: str | None, press: Press) -> Response | None:
    """Return the paper of a print as PDF where `Accept` likes it, the same bytes each time; None where it does not.

    Raises `LettersNotPrintable`.
    """
    if not likes_pdf(accept):
        return None
    told = each.content
    drawn = symbol(told["text"], told["level"])
    head = Head(
        title=Words(**told["title"]),
        issuer=Words(**told["office"]),
        print_number=f"{shown.registration_number} / {shown.print_number} / {each.certificate_id}",
        motto=tuple(Words(**line) for line in told["motto"]),
    )
    said = {
        "facts": [{"name": row["name"], "value": _value(row["value"])} for row in told["rows"]],
        "effect": told["effect"],
        "until": Words(f"ໃຊ້ໄດ້ກ່ອນ {moment(each.expires_at)}", f"It counts before {moment(each.expires_at)}"),
        "symbol": {"svg": drawn.svg},
        "said": f"{_SAID.lo} · {_SAID.en}",
        "office": told["office"],
        "officer": each.author.officer or "",
    }
    document = await printed(press, "certificate.typ", head, said, each.author.at)
    return as_pdf(document, f"{told['type']}-{shown.print_number}.pdf")


def _value(value: Mapping[str, str]) -> object:
    """Return a value once where both languages say the same."""
    return value["lo"] if value["lo"] == value["en"] else dict(value)
