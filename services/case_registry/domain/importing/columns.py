"""A row of a CSV file becomes a case by its mapping, cell by cell."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from contracts.json_types import JSON
from contracts.official_numbers import plain_digits
from contracts.problems import Fault
from services.case_registry.domain.importing.spelling import is_broken
from services.case_registry.errors.imports import (
    HEADINGS_UNREADABLE,
    HEADINGS_WITH_NULL,
    NO_HEADINGS,
    TOO_MANY_COLUMNS,
    heading_missing,
    heading_twice,
    no_such_day,
)

MOST_COLUMNS: Final = 1_000
BUDDHIST: Final = 543  # years that the Buddhist era is ahead of the common one
_DAYS: Final = frozenset({"openedOn", "statusOn"})
_DIGITS_ONLY: Final = frozenset({"place", "office"})
# what spreadsheets write behind a day when they take it for a moment is no part of it
_DAY: Final = re.compile(r"([0-9]{1,4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,4})(?:[ T]0{1,2}:00(?::00)?)?")
_NAME: Final[Mapping[str, dict[str, JSON]]] = {
    "person": {"use": "legal", "script": "lao"},
    "latin": {"use": "latin", "script": "latin"},
}


@dataclass(frozen=True, slots=True)
class Columns:
    """How one file is read: its headings, and what its mapping makes of them."""

    headings: tuple[str, ...]
    mapping: dict[str, Any]  # Any: an ImportMapping document

    @property
    def ignored(self) -> list[str]:
        """Return the headings that the mapping does not name."""
        return [heading for heading in self.headings if heading and heading not in self.mapping["columns"]]


@dataclass(slots=True)
class Reading:
    """One row as far as it is read: the document, where each part came from, and what cannot be read."""

    document: dict[str, Any]  # Any: an ImportedCase document in the making
    columns: dict[str, str] = field(default_factory=dict)  # heading by pointer
    faults: list[Fault] = field(default_factory=list)


def heading_faults(headings: Sequence[str], mapping: Mapping[str, Any]) -> list[Fault]:  # Any: an ImportMapping
    """Return what is wrong with the headings of a file: none at all, one twice, or one of the mapping missing."""
    if not any(headings):
        return [NO_HEADINGS]
    if len(headings) > MOST_COLUMNS:
        return [TOO_MANY_COLUMNS]
    if any(is_broken(each) for each in headings):
        return [HEADINGS_UNREADABLE]
    if any("\0" in each for each in headings):
        return [HEADINGS_WITH_NULL]
    named = Counter(each for each in headings if each in mapping["columns"])
    twice = sorted(each for each, times in named.items() if times > 1)
    missing = [each for each in mapping["columns"] if each not in named]
    return [heading_twice(each) for each in twice] + [heading_missing(each) for each in missing]


def read(row: Sequence[str], columns: Columns) -> Reading:
    """Return the case that a row of as many cells states; what they leave out comes from the mapping's defaults."""
    mapping = columns.mapping
    reading = Reading({"category": mapping["category"]})
    for heading, cell in zip(columns.headings, row, strict=True):
        target = mapping["columns"].get(heading)
        stated = cell.strip()
        if target is not None and stated:
            _put(reading, target, heading, mapping.get("values", {}).get(heading, {}).get(stated, stated), mapping)
    for target, stated in mapping.get("defaults", {}).items():
        if target not in reading.document:
            _put(reading, target, "", stated, mapping)
    if "status" not in reading.document:
        reading.document.pop("statusOn", None)  # a day of nothing in particular
    return reading


def _put(reading: Reading, target: str, heading: str, stated: str, mapping: Mapping[str, Any]) -> None:  # Any: as above
    kind, colon, role = target.partition(":")
    if colon:
        _put_people(reading, heading, kind, role, stated)
        return
    pointer = f"/{target}"
    reading.columns[pointer] = heading
    value: str | None = stated
    if target in _DAYS:
        value = _day(stated, mapping.get("dateOrder", "ymd"), mapping.get("era", "common"))
        if value is None:
            reading.faults.append(no_such_day(pointer, mapping.get("dateOrder", "ymd")))
    elif target in _DIGITS_ONLY:
        value = plain_digits(stated)
    reading.document[target] = value


def _put_people(reading: Reading, heading: str, kind: str, role: str, stated: str) -> None:
    people = reading.document.setdefault("participants", [])
    for name in filter(None, (each.strip() for each in stated.split(";"))):
        who = {"organisation": name} if kind == "organisation" else {"name": _NAME[kind] | {"text": name}}
        reading.columns[f"/participants/{len(people)}"] = heading
        people.append(who | {"role": role})


def _day(stated: str, order: str, era: str) -> str | None:
    found = _DAY.fullmatch(plain_digits(stated))
    if found is None:
        return None
    parts = dict(zip(order, found.groups(), strict=True))
    if len(parts["y"]) != len("2026"):
        return None  # two digits of a year are a guess
    year = int(parts["y"]) - (BUDDHIST if era == "buddhist" else 0)
    try:
        return date(year, int(parts["m"]), int(parts["d"])).isoformat()
    except ValueError:
        return None


def column_of(pointer: str, columns: Mapping[str, str]) -> str | None:
    """Return the heading of the column that the pointer, or the nearest part around it, came from."""
    while pointer:
        if pointer in columns:
            return columns[pointer] or None
        pointer = pointer.rpartition("/")[0]
    return None
