"""Registered births that persons of an event cite, and in what a person is not the one who was born. No I/O."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from services.civil_registration.domain.actions import State
from services.civil_registration.domain.facts import Facts, at, folded_name, may_be_same_date, partial_day
from services.civil_registration.domain.kinds import EventKind, persons_in
from services.civil_registration.domain.records import Record

_STATED: Final = frozenset({"female", "male"})  # of a sex that is not known, or not determined, nothing is told apart


@dataclass(frozen=True, slots=True)
class CitedBirth:
    """Who was born, as the register has it now: folded names, those of later changes too, sex and day of birth."""

    names: frozenset[str]
    sex: str | None
    born: Mapping[str, Any] | None  # Any: a PartialDate document


def numbers_in(kind: EventKind, facts: Facts) -> dict[str, str]:
    """Return the numbers of births that persons of the event cite, by the pointer at which each stands."""
    pointers = [f"/{role}/birthNumber" for role in persons_in(kind)]
    return {pointer: str(number) for pointer in pointers if (number := at(facts, pointer)) is not None}


def cited_birth(record: Record) -> CitedBirth | None:
    """Return whom the registered birth is of; None where it does not stand (any more)."""
    if record.kind is not EventKind.BIRTH or record.state is not State.REGISTERED:
        return None
    child = record.facts.get("child") or {}
    noted = [each["name"] for each in record.annotations.values() if "name" in each]
    return CitedBirth(_names(child, noted), child.get("sex"), partial_day(record.facts))


def differing(person: Mapping[str, Any], birth: CitedBirth, members: Sequence[str]) -> list[str]:  # Any: JSON
    """Return those of `name`, `sex` and `birthDate` in which the person cannot be whose birth it is.

    What one side does not know differs in nothing; a date that is known to the year is compared by the year.
    """
    names = _names(person)
    differs = {
        "name": bool(names and birth.names) and names.isdisjoint(birth.names),
        "sex": {person.get("sex"), birth.sex} == _STATED,
        "birthDate": not may_be_same_date(person.get("birthDate"), birth.born),
    }
    return [member for member in members if differs.get(member)]


def _names(person: Mapping[str, Any], more: Sequence[Mapping[str, Any]] = ()) -> frozenset[str]:  # Any: JSON
    known = [] if person.get("name") is None else [person["name"]]
    return frozenset(folded_name(str(each["text"])) for each in (*known, *person.get("otherNames", ()), *more))
