"""What the symbol of a print says: the claims about the person and the event, row by row of the paper. No I/O."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final

from evidence.certificates.claims import Certificate, StatusReference
from evidence.certificates.member_words import LABELS
from evidence.certificates.members import EVENT_NEEDS
from evidence.certificates.paper_lines import FORMER, FULL_NAME, name_on_paper
from evidence.certificates.paper_lines import NAME_NOW as NAME_NOW_WORDS
from services.civil_registration.domain.certificates import (
    NAME_NOW,
    NEW_NAME,
    NOT_STATED,
    NUMBER,
    OCCURRED_ON,
    REGISTERED_BY,
    REGISTERED_ON,
    Both,
    Row,
    is_signed,
    printed,
)
from services.civil_registration.domain.facts import at
from services.civil_registration.domain.kinds import KINDS, EventKind
from services.civil_registration.domain.present_names import name_at
from services.civil_registration.domain.records import Record

_SEXES: Final = {"male": 1, "female": 2, "other": 3}  # Claim 169, gender
_LANGUAGES: Final = {"lao": "lao"}  # by script: Latin letters may be of any language
# Members of the event by the row that they are of. A row that is not here, or that the paper calls otherwise than
# checkers do, is signed with its name, among `others`.
MEMBERS: Final[Mapping[str, str]] = MappingProxyType(
    {
        NUMBER: "registrationNumber",
        REGISTERED_ON: "registeredOn",
        REGISTERED_BY: "registeredBy",
        OCCURRED_ON: "date",
        "/place": "place",
        "/sex": "sex",
        "/endsOn": "endsOn",
        "/parentRole": "recognisedAs",
        "/parent/name": "recognisedBy",
        "/guardian/name": "guardianName",
        NEW_NAME: "newName",  # that is overtaken; else it is the name of the person
        "/judgment/number": "judgmentNumber",
        **{f"/{person}/name": "motherName" for person in ("mother", "adoptiveMother")},
        **{f"/{person}/name": "fatherName" for person in ("father", "adoptiveFather")},
        **{f"/{person}/name": "spouseName" for person in ("groom", "husband")},
        **{f"/{person}/birthDate": "spouseBirthDate" for person in ("groom", "husband")},
    }
)
_DAYS: Final = frozenset({"registeredOn", "date", "endsOn", "spouseBirthDate"})
_DAY: Final = re.compile(r"((\d\d/)?\d\d/)?\d{4}", re.ASCII)  # as the paper has it

_Said = dict[str, Any]  # Any: members of a claim


def claims_of(
    record: Record,
    rows: Sequence[Row],
    *,
    issuer: str,
    certificate_id: str,
    print_number: int,
    title: Both,
    office: Both,
    issued_at: datetime,
    expires_at: datetime,
    status: StatusReference,
) -> Certificate:
    """Return the certificate of a print: every row that stands on the paper is signed, or named as not signed."""
    on_paper = printed(rows)
    identity, said = _identity(record, {row["of"]: row["value"] for row in on_paper if is_signed(row)})
    said_right = {row["of"] for row in on_paper if row["of"] in said and _is_called(record.kind, said[row["of"]], row)}
    event = {
        "kind": record.kind.value,
        "title": title["lo"],
        "issuingOffice": office["lo"],
        "printNumber": print_number,
    }
    return Certificate(
        issuer=issuer,
        issued_at=int(issued_at.timestamp()),
        expires_at=int(expires_at.timestamp()),
        identity=identity,
        event=event | _event(record, [row for row in on_paper if row["of"] not in said_right], said),
        certificate_id=certificate_id,
        status=status,
    )


def _is_called(kind: EventKind, member: str, row: Row) -> bool:
    """Tell whether the paper calls a row as whoever checks is told: else it is said with the paper's own name."""
    known = NAME_NOW_WORDS if row["of"] == NAME_NOW else name_on_paper(kind.value, member) or LABELS[member]
    return bool(row["name"]["lo"] == known.lo)


def _identity(record: Record, rows: Mapping[str, Both]) -> tuple[_Said, dict[str, str]]:
    """Return the members of Claim 169 about the first of whom the event is about, and which row each of them says."""
    first = KINDS[record.kind].people[0]
    said, of_rows = _name(record, first, rows)
    number, sex, birth = (f"/{first}/{member}" for member in ("identifiers", "sex", "birthDate"))
    if number in rows:
        said["id"] = rows[number]["lo"]
        of_rows[number] = "identity.id"
    if sex in rows and (coded := _SEXES.get(str(at(record.facts, sex)))) is not None:
        said["gender"] = coded
        of_rows[sex] = "identity.gender"
    if birth in rows and (born := _day(rows[birth])) is not None:
        said["dateOfBirth"] = born
        of_rows[birth] = "identity.dateOfBirth"
    if record.kind is EventKind.BIRTH and (born := _day(rows[OCCURRED_ON])) is not None:
        said["dateOfBirth"] = born  # the row itself is said by the event
    return said, of_rows


def _name(record: Record, first: str, rows: Mapping[str, Both]) -> tuple[_Said, dict[str, str]]:
    """Return who it is about by name: who is renamed is called so from now on, or as a later event says."""
    of = next((each for each in (NAME_NOW, NEW_NAME) if each in rows), f"/{first}/name")
    value = rows.get(of, NOT_STATED)
    document = name_at(record, of)
    is_known = document is not None and of in rows
    said: _Said = {"fullName": value["lo"]}
    if (language := _LANGUAGES.get(str(document.get("script")) if document and is_known else "lao")) is not None:
        said["language"] = language
    if is_known and value["en"] != value["lo"]:
        said |= {"secondaryFullName": value["en"], "secondaryLanguage": "eng"}
    if not KINDS[record.kind].subjects:
        return said, {}  # the mother of a fetal death is said as the paper names her, too
    is_renaming = KINDS[record.kind].renamed is not None and of not in (NAME_NOW, NEW_NAME)
    return said, {of: FORMER if is_renaming else FULL_NAME}


def _event(record: Record, rows: Sequence[Row], elsewhere: Mapping[str, str]) -> _Said:
    """Return the members of the event of these rows; of those that are said elsewhere the paper's own name is."""
    first = KINDS[record.kind].people[0]
    members = {f"/{first}/name": "formerName", f"/{first}/sex": "sex", **MEMBERS}
    said, others, not_signed = _Said(), list[str](), list[str]()
    for row in rows:
        member, name, value = members.get(row["of"]), row["name"]["lo"], row["value"]
        told = _day(value) if member in _DAYS else _text(row, "\n")
        if not is_signed(row):
            not_signed.append(name)
            continue
        is_said = member is not None and member not in said and told is not None and row["of"] not in elsewhere
        is_right = is_said and _is_called(record.kind, f"event.{member}", row)
        if member is not None and (is_right or (is_said and member in EVENT_NEEDS)):
            said[member] = told
        if not is_right:
            others.append(f"{name}: {_text(row, ' / ')}")
    more = {"others": "\n".join(others), "notSigned": "\n".join(not_signed)}
    return said | {member: lines for member, lines in more.items() if lines}


def _text(row: Row, between: str) -> str:
    """Return what the row states in Lao; of a person's name the Latin letters, too, which passports have."""
    lo, en = row["value"]["lo"], row["value"]["en"]
    is_name = row["of"].endswith("/name") or row["of"] == NEW_NAME
    return f"{lo}{between}{en}" if is_name and en not in {lo, NOT_STATED["en"]} else str(lo)


def _day(value: Both) -> str | None:
    """Return the day of a row as certificates have it, 20261130; None for what is no day."""
    return "".join(reversed(value["lo"].split("/"))) if _DAY.fullmatch(value["lo"]) else None
