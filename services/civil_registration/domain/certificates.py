"""Certificates of an event: types (list `certificate-types`), rows of the paper, and when a print ends. No I/O."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import lru_cache
from typing import Any, Final, TypeAlias

from contracts.codelists import Code, CodeLists
from evidence.certificates.paper_lines import NAME_NOW as NAME_NOW_WORDS
from services.civil_registration.domain.actions import Act, Action, Author, State
from services.civil_registration.domain.facts import at, partial_day
from services.civil_registration.domain.kinds import KINDS, EventKind
from services.civil_registration.domain.present_names import latin_names, name_at, name_of, overtaking_name
from services.civil_registration.domain.prints import Print
from services.civil_registration.domain.records import Record
from services.civil_registration.domain.uin_requests import uin_of

TYPES: Final = "certificate-types"
NUMBER, REGISTERED_ON, REGISTERED_BY = "registrationNumber", "registeredOn", "registeredBy"
OCCURRED_ON: Final = "/occurredOn"
NEW_NAME, NAME_NOW = "/newName", "/nameNow"  # the second is printed where a later event gives another name
_NAME_NOW: Final = {"of": NAME_NOW, "lo": NAME_NOW_WORDS.lo, "en": NAME_NOW_WORDS.en, "signed": True}
NOT_STATED: Final = {"lo": "ບໍ່ໄດ້ລະບຸ", "en": "not stated"}  # of whom a paper is about, who is nobody known by name
_DAY: Final = re.compile(r"\d{4}-\d{2}(-\d{2})?", re.ASCII)
# The lists of the members that a form may have, by the last step of their pointer.
LISTS: Final = {
    "abroad": "countries",
    "adoptionType": "adoption-type",
    "attendant": "birth-attendant",
    "birthPlace": "places",
    "birthType": "birth-type",
    "country": "countries",
    "divorceKind": "divorce-kind",
    "education": "education",
    "maritalStatus": "marital-status",
    "marriageType": "marriage-type",
    "parentRole": "parent-role",
    "place": "places",
    "residence": "places",
    "residenceAbroad": "countries",
    "sex": "sex",
}

Both: TypeAlias = dict[str, str]  # {"lo": …, "en": …}
# {"of": …, "name": Both}; "value": Both, where the record states one; "signed": False, where the symbol leaves it out
Row: TypeAlias = dict[str, Any]


class Status(StrEnum):
    """Whether a print counts: the codes of the list `certificate-status`."""

    VALID = "valid"
    SUPERSEDED = "superseded"
    REVOKED = "revoked"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class CertificateType:
    """What a type prints, as its code has it."""

    code: Code
    rows: Sequence[Mapping[str, Any]]  # Any: texts, and `signed`
    days: int
    effect: Both
    motto: Sequence[Both]
    needs_name: bool
    needs_uin: bool
    of_closed: bool  # whether it is printed of a first record that an adoption closed

    @property
    def title(self) -> Both:
        """What the paper calls itself."""
        return {"lo": self.code.lo, "en": self.code.en}


def offered(kind: EventKind, today: date, lists: CodeLists) -> dict[str, CertificateType]:
    """Return the types that are printed of this kind of event on that day, by their codes."""
    return {each.code.code: each for each in _types(lists).get(kind.value, ()) if each.code.is_valid_on(today)}


@lru_cache(maxsize=4)  # an edition of the lists is one object until the next comes
def _types(lists: CodeLists) -> dict[str, list[CertificateType]]:
    found: dict[str, list[CertificateType]] = {}
    for code in lists.codes(TYPES).values():
        told = code.attributes
        try:
            made = CertificateType(
                code,
                [
                    {"of": row["of"], "lo": row["lo"], "en": row["en"], "signed": bool(row.get("signed", True))}
                    for row in told["rows"]
                ],
                int(told["days"]),
                {"lo": told["effectLo"], "en": told["effectEn"]},
                [
                    {"lo": lo, "en": en}
                    for lo, en in zip(told.get("mottoLo", ()), told.get("mottoEn", ()), strict=False)
                ],
                bool(told.get("needsName", False)),
                bool(told.get("needsUin", False)),
                bool(told.get("ofClosed", False)),
            )
        except (KeyError, TypeError, ValueError):
            continue  # an office gave its list another schema
        if {OCCURRED_ON, NUMBER} <= {row["of"] for row in made.rows}:  # what the symbol says has to stand on the paper
            for kind in told.get("events", ()):
                found.setdefault(str(kind), []).append(made)
    return found


def has_name(record: Record) -> bool:
    """Tell whether everybody whom the event is about has a name."""
    return all(name_of(record, person) is not None for person in KINDS[record.kind].people)


def has_uin(record: Record) -> bool:
    """Tell whether whom the event is about has a unique number."""
    return uin_of(record.facts, KINDS[record.kind].people[0]) is not None


def rows_of(record: Record, kind: CertificateType, office: Both, lists: CodeLists) -> list[Row]:
    """Return the rows of the paper; one of which the record states nothing has no value, and is not printed."""
    # what the symbol cannot do without
    always = {NUMBER, OCCURRED_ON, NEW_NAME, f"/{KINDS[record.kind].people[0]}/name"}
    more = [_NAME_NOW] if overtaking_name(record) is not None else []
    rows = [each for row in kind.rows for each in ([row, *more] if row["of"] == NEW_NAME else [row])]
    return [_row(row, _value(record, row["of"], office, lists), always) for row in rows]


def printed(rows: Sequence[Row]) -> list[Row]:
    """Return the rows that stand on the paper."""
    return [row for row in rows if "value" in row]


def _row(row: Mapping[str, Any], value: Both | None, always: Collection[str]) -> Row:  # Any: as the type has it
    made: Row = {"of": row["of"], "name": {"lo": row["lo"], "en": row["en"]}}
    is_signed = row["signed"] or row["of"] in always
    return made | ({} if value is None else {"value": value}) | ({} if is_signed else {"signed": False})


def is_signed(row: Row) -> bool:
    """Tell whether the symbol signs a row, as it was printed."""
    return bool(row.get("signed", True))


def stated(record: Record, of: str) -> object:
    """Return everything of the record that a row is made of: a print is stale once it changes."""
    if of in {NUMBER, REGISTERED_ON}:
        return (record.registration or {}).get(of)
    if of == REGISTERED_BY:
        return record.registered_by
    if of in {NEW_NAME, NAME_NOW}:
        return at(record.facts, NEW_NAME), overtaking_name(record)
    person, _, member = of[1:].partition("/")
    if member == "name":
        name = name_at(record, of)
        return name, latin_names(record, person, name)[:1]
    if member == "identifiers":
        return uin_of(record.facts, person)
    also = {OCCURRED_ON: "/occurredOnPrecision", "/place": "/abroad"}.get(of)
    return at(record.facts, of), None if also is None else at(record.facts, also)


def stale(before: Record, after: Record) -> Iterator[tuple[Print, Sequence[str]]]:
    """Yield the prints that counted and say what the record does not say any more, each with what that is.

    So does a print of a first record that an adoption has closed, whatever it says.
    """
    for each in before.prints.values():
        is_closed = after.is_closed and not each.content.get("ofClosed", False)
        other = [of for of in each.of_rows if stated(before, of) != stated(after, of)]
        if each.end is None and (is_closed or other):
            yield each, other


def _value(record: Record, of: str, office: Both, lists: CodeLists) -> Both | None:
    if of == REGISTERED_BY:
        return office
    if of in (NUMBER, REGISTERED_ON):
        told = (record.registration or {}).get(of)
        return None if told is None else _same(_as_day(str(told)))
    person, _, member = of[1:].partition("/")
    if member == "name" or of in {NEW_NAME, NAME_NOW}:
        return _name(record, person, of)
    if member == "identifiers":
        number = uin_of(record.facts, person)
        return None if number is None else _same(number)
    if of == "/place" and "place" not in record.facts:
        of = "/abroad"
    value = partial_day(record.facts) if of == OCCURRED_ON else at(record.facts, of)
    return None if value is None else _said(value, of.rpartition("/")[2], lists)


def _name(record: Record, person: str, of: str) -> Both | None:
    name = name_at(record, of)
    if name is not None:
        text = str(name["text"])
        latin = next(iter(latin_names(record, person, name)), text)
        # of letters that our fonts lack: a passport has Latin ones, too
        return _same(latin) if name.get("script") == "other" else {"lo": text, "en": latin}
    return NOT_STATED if person == KINDS[record.kind].people[0] else None


def _said(value: Any, member: str, lists: CodeLists) -> Both:  # Any: JSON
    if isinstance(value, Mapping):
        return _same(_as_day(str(value["value"])) if "value" in value else str(value.get("text", "")))
    if (codes := LISTS.get(member)) is not None:
        lo, en = lists.labels(codes, str(value))
        return {"lo": lo, "en": en}
    return _same(_as_day(str(value)))


def _as_day(text: str) -> str:
    """Return a day as papers write it, 30/11/2026, and 11/2026 for a month; other texts as they are."""
    return "/".join(reversed(text.split("-"))) if _DAY.fullmatch(text) else text


def _same(text: str) -> Both:
    return {"lo": text, "en": text}


def ending(prints: Sequence[Print], status: Status, author: Author, **why: object) -> Action:
    """Return the action that ends these prints, with why: `reason`, or `causedBy` and `members` of the document."""
    told = {"certificateIds": [each.certificate_id for each in prints], "status": status.value}
    return Action(Act.REVOKE_CERTIFICATE, author, told | {name: said for name, said in why.items() if said})


def ended_by(before: Record, after: Record, author: Author) -> Action | None:
    """Return the action by which prints end that the record, as it is now, does not bear any more; None where none do.

    A record that does not stand revokes all prints that are not revoked yet; what changed supersedes those that say it.
    The cause is the first of what was done since before: what the register added to it follows from that.
    """
    cause = before.version + 1
    if after.state is not State.REGISTERED:
        revoked = [each for each in after.prints.values() if each.end != Status.REVOKED]
        return ending(revoked, Status.REVOKED, author, causedBy=cause) if revoked else None
    found = list(stale(before, after)) if after is not before else []
    superseded, members = [each for each, _ in found], sorted({of for _, other in found for of in other})
    return ending(superseded, Status.SUPERSEDED, author, causedBy=cause, members=members) if found else None


def status_of(each: Print, now: datetime) -> Status:
    """Return whether a print counts at that moment."""
    if each.end is not None:
        return Status(each.end)
    return Status.VALID if now < each.expires_at else Status.EXPIRED
