"""Render prints as national `CivilCertificate`s and as the paper; addresses of status lists."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Final

from fastapi import Path, Response
from pydantic import AfterValidator

from chassis.http.path_ids import path_id
from chassis.http.renderings import as_pdf, likes_pdf
from chassis.prints.pdf import Head, Press
from chassis.prints.symbols import symbol
from chassis.prints.words import Words
from contracts.codelists import CodeLists
from contracts.national.civil.certificate import CivilCertificate
from evidence.certificates.layers import last_day_of
from services.civil_registration.domain.certificates import Row, Status, is_signed, status_of
from services.civil_registration.domain.certificates import printed as printed_rows
from services.civil_registration.domain.prints import Print
from services.civil_registration.domain.records import Record
from services.civil_registration.wire.prints import printed

_MISREAD: Final = str.maketrans("oil", "011")
CertificateId = Annotated[str, path_id("crt", "certificateId", "Id of the certificate: of one print.")]


def _as_typed(text: str) -> str:
    """Return an id as it is written, of one that somebody reads off a paper: Crockford's base32 has no o, i and l."""
    mark, _, number = text.strip(" .,;:·").lower().partition("_")
    return f"{mark}_{number.translate(_MISREAD)}" if number else text


TypedCertificateId = Annotated[
    str,
    Path(
        alias="certificateId",
        min_length=1,
        max_length=200,
        description="Id of the certificate: of one print. Capital letters make no difference, nor does o for 0, i or l "
        "for 1, or a mark at its end. Of what is no id nothing is known (404).",
        examples=["crt_01kb4m8a2k7y3v5x9w1z6q8r0t"],
    ),
    AfterValidator(_as_typed),
]
ListNumber = Annotated[
    int, Path(alias="listNumber", ge=1, le=100_000, description="Number of the status list.", examples=[1])
]
LIST_MEDIA: Final = "application/statuslist+cwt"  # draft-ietf-oauth-status-list
_LISTS: Final = "/civil-registration/v1/certificate-status-lists/"
_IN_URI: Final = re.compile(rf".*{_LISTS}([1-9][0-9]{{0,5}})", re.ASCII)
_STATUS: Final = "/civil-registration/v1/certificate-status/"
_ASK: Final = Words("ຂໍໄຟລ໌ກວດຈາກຫ້ອງການທະບຽນ", "ask any registrar for it")
_SAID: Final = Words("ຮູບສັນຍາລັກທີ່ມີລາຍເຊັນ: ສະແກນເພື່ອກວດໃບນີ້", "Signed symbol: scan it to check this certificate")
_SIGNED: Final = Words("ຊື່, ລາຍເຊັນ ແລະ ກາປະທັບ", "Name, signature and stamp")
_NOT_SIGNED: Final = Words("* ຮູບສັນຍາລັກບໍ່ໄດ້ຄຸ້ມຄອງແຖວນີ້", "* The symbol does not protect this line")


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
        "replacedCertificateId": told.get("replaces"),
        "expiresAt": each.expires_at,
        "endedAt": each.ended_at,
        "endReason": each.end_reason,
        "text": told["text"],
        "rows": [
            {"name": row["name"], "value": row["value"], "signed": is_signed(row)} for row in printed_rows(told["rows"])
        ],
        "version": record.version,
    }
    return CivilCertificate.model_validate({name: value for name, value in shown.items() if value is not None})


async def paper(
    shown: CivilCertificate, each: Print, accept: str | None, press: Press, lists: CodeLists
) -> Response | None:
    """Return the paper of a print as PDF where `Accept` likes it; None where it does not.

    The same bytes each time while it counts; what has ended is marked across the page. Raises `LettersNotPrintable`.
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
    rows = printed_rows(told["rows"])
    said = {
        "facts": [{"name": _name(row), "value": _value(row["value"])} for row in rows],
        "notes": [] if all(map(is_signed, rows)) else [_NOT_SIGNED],
        "effect": told["effect"],
        "until": _until(each.expires_at),
        "check": _how_to_check(told.get("issuer"), each.certificate_id, told.get("verifier")),
        "symbol": {"svg": drawn.svg},
        "said": f"{_SAID.lo} · {_SAID.en}",
        "office": told["office"],
        "signed": _SIGNED,
        "mark": _mark(shown.status, lists),
    }
    document = await printed(press, "certificate.typ", head, said, each.author.at)
    return as_pdf(document, f"{told['type']}-{shown.print_number}.pdf")


def _until(expires_at: datetime) -> Words:
    day = last_day_of(int(expires_at.timestamp()))
    return Words(f"ໃຊ້ໄດ້ເຖິງ {day}", f"Valid until {day}")


def _how_to_check(issuer: str | None, certificate_id: str, verifier: str | None) -> Words | None:
    """Return how whoever is shown the paper checks it; None of a print that was kept without its issuer."""
    if issuer is None:
        return None
    address = f"{issuer}{_STATUS}{certificate_id}"
    where = _ASK if verifier is None else Words(verifier, verifier)
    return Words(
        f"ວິທີກວດໃບນີ້: ສະແກນຮູບສັນຍາລັກດ້ວຍໄຟລ໌ກວດໃບຢັ້ງຢືນ ({where.lo}). ເລກນີ້ຍັງໃຊ້ໄດ້ ຫຼື ບໍ່, ເບິ່ງຢູ່ {address}",
        f"To check it: scan the symbol with the verifier of certificates ({where.en}). "
        f"Whether this number counts: {address}",
    )


def _mark(status: str, lists: CodeLists) -> Words | None:
    """Return what stands across the page of a print that has ended; None of one that counts."""
    return None if status == Status.VALID else Words(*lists.labels("certificate-status", status))


def _name(row: Row) -> Words:
    mark = "" if is_signed(row) else " *"
    return Words(f"{row['name']['lo']}{mark}", f"{row['name']['en']}{mark}")


def _value(value: Mapping[str, str]) -> object:
    """Return a value once where both languages say the same."""
    return value["lo"] if value["lo"] == value["en"] else dict(value)
