"""Persons of an event as they are searched: folded names, days of birth, numbers. No I/O."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, TypeAlias

from contracts.codelists import CodeLists
from contracts.name_keys import search_keys, spelling_key
from contracts.official_numbers import dashless_number
from services.civil_registration.domain.duplicates import SHARED_NUMBERS
from services.civil_registration.domain.facts import Facts, at, earliest, latest, partial_day
from services.civil_registration.domain.kinds import KINDS, EventKind, persons_in

Identity: TypeAlias = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """One person of an event, as the tables of search keep it."""

    role: str  # the member of the form
    is_subject: bool
    name_key: str  # folded; empty for who has no name
    keys: tuple[str, ...]  # under whose beginnings the person is found
    born_from: date | None
    born_to: date | None
    sex: str | None
    numbers: tuple[tuple[str, str], ...]  # type and value as stated
    birth_number: str | None
    is_multiple: bool | None = None  # of a child that is born, of a mother who lost one: whether it is one of several


def people_of(kind: EventKind, facts: Facts, lists: CodeLists) -> list[Person]:
    """Return the persons that the facts state, first those whom the event is about."""
    subjects = KINDS[kind].subjects
    people = [
        _person(role, role in subjects, stated, lists)
        for role in persons_in(kind)
        if isinstance(stated := at(facts, f"/{role}"), Mapping)
    ]
    several = facts.get("birthType")
    is_multiple = None if several is None else several != "single"
    if kind is EventKind.FETAL_DEATH:  # of which no child is a person
        return [replace(each, is_multiple=is_multiple) if each.role == "mother" else each for each in people]
    if kind is not EventKind.BIRTH:
        return people
    # the day of its birth is that of the event
    first, last = _days(partial_day(facts))
    return [
        replace(each, born_from=first, born_to=last, is_multiple=is_multiple) if each.is_subject else each
        for each in people
    ]


def identity_of(facts: Facts, role: str) -> Identity:
    """Return the numbers by which this person is known for certain, in their normal form, with their types.

    Numbers that several people share, such as that of a family book, are none of them.
    """
    stated = at(facts, f"/{role}") or {}
    numbers = [(str(each["type"]), dashless_number(str(each["value"]))) for each in stated.get("identifiers", ())]
    personal = [each for each in numbers if each[0] not in SHARED_NUMBERS]
    birth = stated.get("birthNumber")
    return [*personal, ("birthRegistration", dashless_number(str(birth)))] if birth is not None else personal


def _person(role: str, is_subject: bool, stated: Mapping[str, Any], lists: CodeLists) -> Person:  # Any: JSON
    names = [str(name["text"]) for name in _names(stated)]
    born = stated.get("birthDate")
    first, last = _days(born)
    return Person(
        role=role,
        is_subject=is_subject,
        name_key=spelling_key(names[0], lists) if stated.get("name") is not None else "",
        keys=tuple(sorted(search_keys(names, lists))),
        born_from=first,
        born_to=last,
        sex=stated.get("sex"),
        numbers=tuple((str(each["type"]), str(each["value"])) for each in stated.get("identifiers", ())),
        birth_number=stated.get("birthNumber"),
    )


def _names(stated: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:  # Any: JSON
    if stated.get("name") is not None:
        yield stated["name"]
    yield from stated.get("otherNames", ())


def _days(born: Mapping[str, Any] | None) -> tuple[date | None, date | None]:  # Any: JSON
    if born is None:
        return None, None
    try:
        return earliest(born), latest(born)
    except ValueError:
        return None, None
