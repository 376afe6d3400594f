"""What the symbol of a print says: the claims about the person and the event, of what stands on the paper. No I/O."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from contracts.codelists import CodeLists
from evidence.certificates.claims import Certificate, StatusReference
from services.civil_registration.domain.certificates import latin_of, name_of
from services.civil_registration.domain.facts import at, partial_day
from services.civil_registration.domain.kinds import KINDS, EventKind
from services.civil_registration.domain.records import Record

_SEXES: Final = {"male": 1, "female": 2, "other": 3}  # Claim 169, gender
_MOTHERS: Final = ("mother", "adoptiveMother")
_FATHERS: Final = ("father", "adoptiveFather")
_NOBODY: Final = "ບໍ່ຮູ້"  # as the paper says it: Claim 169 is about somebody
_LANGUAGES: Final = {"lao": "lao"}  # by script: Latin letters may be of any language


def claims_of(
    record: Record,
    rows: Sequence[str],
    *,
    issuer: str,
    certificate_id: str,
    print_number: int,
    office: str,
    issued_at: datetime,
    expires_at: datetime,
    status: StatusReference,
    lists: CodeLists,
) -> Certificate:
    """Return the certificate of a print; `rows` say of which facts the paper is, and nothing else gets in."""
    return Certificate(
        issuer=issuer,
        issued_at=int(issued_at.timestamp()),
        expires_at=int(expires_at.timestamp()),
        identity=_identity(record, rows),
        event=_event(record, rows, lists) | {"issuingOffice": office, "printNumber": print_number},
        certificate_id=certificate_id,
        status=status,
    )


def _identity(record: Record, rows: Sequence[str]) -> dict[str, Any]:  # Any: members of Claim 169
    first = (KINDS[record.kind].subjects or ("mother",))[0]
    name = name_of(record, first) if f"/{first}/name" in rows else None
    renamed = KINDS[record.kind].renamed
    is_renamed = renamed is not None and f"/{renamed}" in rows and record.facts.get(renamed) is not None
    if is_renamed:  # what such a paper is for: who is called so from now on
        name = record.facts[str(renamed)]
    said: dict[str, Any] = {"fullName": _NOBODY if name is None else str(name["text"])}  # Any: as above
    if name is None:
        said["language"] = "lao"
    elif (language := _LANGUAGES.get(str(name.get("script")))) is not None:
        said["language"] = language
    has_latin = name is not None and name.get("script") != "latin" and not is_renamed
    latin = latin_of(record, first) if has_latin else None
    if latin is not None:
        said |= {"secondaryFullName": latin, "secondaryLanguage": "eng"}
    if (born := _born(record, first, rows)) is not None:
        said["dateOfBirth"] = born
    sex = f"/{first}/sex"  # of a fetal death, whose person is the mother, no paper says hers
    if sex in rows and (coded := _SEXES.get(str(at(record.facts, sex)))) is not None:
        said["gender"] = coded
    return said


def _born(record: Record, first: str, rows: Sequence[str]) -> str | None:
    if record.kind is EventKind.BIRTH:
        return _day(partial_day(record.facts))
    return _day(at(record.facts, f"/{first}/birthDate")) if f"/{first}/birthDate" in rows else None


def _day(told: Mapping[str, Any] | None) -> str | None:  # Any: a partial date
    return None if told is None else str(told["value"]).replace("-", "")


def _event(record: Record, rows: Sequence[str], lists: CodeLists) -> dict[str, Any]:  # Any: members of the event
    said: dict[str, Any] = {  # Any: as above
        "kind": record.kind.value,
        "registrationNumber": (record.registration or {})["registrationNumber"],
        "date": _day(partial_day(record.facts)),
    }
    place = record.facts.get("place")
    if "/place" in rows and (place or record.facts.get("abroad")):
        said["place"] = lists.labels("places", str(place))[0] if place else str(record.facts["abroad"])
    for member, people in (("motherName", _MOTHERS), ("fatherName", _FATHERS), ("spouseName", _spouse(record))):
        for person in people:
            name = name_of(record, person) if f"/{person}/name" in rows else None
            if name is not None:
                said[member] = str(name["text"])
    return said


def _spouse(record: Record) -> tuple[str, ...]:
    """Return who of both spouses is not the person of the claim."""
    return KINDS[record.kind].subjects[1:]
