"""Which events of a family are linked with an event: by exact numbers, from what its kind and theirs say. No I/O."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from contracts.official_numbers import dashless_number
from services.civil_registration.domain.duplicates import SHARED_NUMBERS
from services.civil_registration.domain.facts import at
from services.civil_registration.domain.kinds import CHANGES, KINDS, EventKind, persons_in
from services.civil_registration.domain.records import Record

REGISTRATION, MARRIAGE, BOOK = "registrationNumber", "marriageNumber", "familyBook"  # numbers of the event itself
BIRTH: Final = "birthRegistration"  # by which a person is known


@dataclass(frozen=True, slots=True)
class Number:
    """A number of an event: its type and normal form, and whose it is (empty: the event's own)."""

    role: str
    type: str
    key: str


@dataclass(frozen=True, slots=True)
class Found:
    """Another event that has one of the numbers: of which person there, and under which type."""

    event_id: str
    kind: EventKind
    role: str
    type: str


_SUBJECTS: Final = {kind: frozenset(facts.subjects) for kind, facts in KINDS.items()}
_OF_THE_PERSON: Final[Mapping[EventKind, str]] = {
    EventKind.BIRTH: "birthOfPerson",
    EventKind.DEATH: "deathOfPerson",
    EventKind.MARRIAGE: "marriageOfPerson",
    EventKind.DIVORCE: "divorceOfPerson",
}
_CHILDREN: Final = {"mother": "childOfMother", "father": "childOfFather"}


def numbers_of(record: Record) -> list[Number]:
    """Return the exact numbers by which the event, and each of its persons, is known; of a book the whole household."""
    found = set[Number]()
    for role in persons_in(record.kind):
        stated = at(record.facts, f"/{role}") or {}
        numbers = [(str(each["type"]), str(each["value"])) for each in stated.get("identifiers", ())]
        birth = stated.get("birthNumber")
        numbers += [] if birth is None else [(BIRTH, str(birth))]
        found |= {Number(role, type, dashless_number(value)) for type, value in numbers if type not in SHARED_NUMBERS}
    own = (record.registration or {}).get("registrationNumber")
    for type, value in (
        (REGISTRATION, own),
        (MARRIAGE, record.facts.get("marriageNumber")),
        (BOOK, at(record.facts, "/familyBook/number")),
    ):
        found |= set() if value is None else {Number("", type, dashless_number(str(value)))}
    return sorted(found, key=lambda each: (each.role, each.type, each.key))


def asked_by(number: Number, kind: EventKind) -> list[tuple[str, str]]:
    """Return under which types, each with the role it stands in (empty: the event's own), others have this number."""
    if number.role:
        own = [(REGISTRATION, "")] if number.type == BIRTH else []
        return [(number.type, "person"), *own]
    if number.type == MARRIAGE:
        return [(REGISTRATION, "")]
    if number.type == REGISTRATION:
        cited = {EventKind.BIRTH: [(BIRTH, "person")], EventKind.MARRIAGE: [(MARRIAGE, "")]}
        return cited.get(kind, [])
    return [(BOOK, "")]


def relation_of(kind: EventKind, number: Number, other: Found, *, to_cite: bool = False) -> str | None:
    """Return how another event with this number is related; None where it says nothing of the family.

    `to_cite` says that it is an open marriage of the two whom a divorce names, which cites none.
    """
    if number.type == BOOK:
        return "sameFamilyBook"
    if to_cite:
        return "marriageToCite"
    if MARRIAGE in {number.type, other.type}:
        return {EventKind.MARRIAGE: "marriageEnded", EventKind.DIVORCE: "divorceOfMarriage"}.get(other.kind)
    if other.kind in CHANGES:
        return "changeOfRecord"
    if other.kind is EventKind.BIRTH and other.role in _CHILDREN:
        # a sibling from the child's side, a child from the parent's
        return _CHILDREN[other.role] if kind is EventKind.BIRTH and number.role in _CHILDREN else "birthOfChild"
    # of a birth the number under which it is registered is the child's, too
    return _OF_THE_PERSON.get(other.kind) if other.role in {"", *_SUBJECTS[other.kind]} else None
