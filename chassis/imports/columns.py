"""CSV column mapping: makes a JSON document of a row, cell by cell."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, Final, Required, TypedDict

from chassis.imports.faults import (
    HEADINGS_UNREADABLE,
    HEADINGS_WITH_NULL,
    NO_HEADINGS,
    TOO_MANY_COLUMNS,
    heading_missing,
    heading_twice,
    no_such_day,
)
from chassis.imports.ports import Form
from chassis.imports.spelling import is_broken
from contracts.lao import fold, without_invisible
from contracts.official_numbers import plain_digits
from contracts.problems import Fault

MOST_COLUMNS: Final = 1_000
BUDDHIST: Final = 543  # years that the Buddhist era is ahead of the common one
# what spreadsheets write behind a day when they take it for a moment is no part of it
_BREAK: Final = re.compile(
    r"[ \t]*[\r\n\u2028\u2029]+[ \t]*"
)  # a cell that a spreadsheet shows in two lines is one text
_DAY: Final = re.compile(r"([0-9]{1,4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,4})(?:[ T]0{1,2}:00(?::00)?)?")


class ColumnMapping(TypedDict, total=False):
    """Maps the columns of a file to members of a document; a service may add keys of its own."""

    columns: Required[dict[str, str]]  # targets by their headings
    values: dict[str, dict[str, str]]  # what the file's own words mean, by heading
    defaults: dict[str, str]  # what a row states that leaves it out, by target
    dateOrder: str
    era: str
    delimiter: str
    encoding: str


@dataclass(frozen=True)
class Columns:
    """Headings of one file with their mapping."""

    headings: tuple[str, ...]
    mapping: ColumnMapping

    @property
    def ignored(self) -> list[str]:
        """Return the headings that the mapping does not name."""
        return [heading for heading in self.headings if heading and heading not in self.mapping["columns"]]

    def meaning(self, heading: str, stated: str) -> str:
        """Return what the mapping says of this word in that column, however it is spelt; else the word itself."""
        own = self.mapping.get("values", {}).get(heading)
        if own is None:
            return stated
        return own.get(stated) or self._folded_values[heading].get(fold(stated), stated)

    @cached_property
    def _folded_values(self) -> dict[str, dict[str, str]]:
        values = self.mapping.get("values", {})
        return {heading: {fold(word): code for word, code in own.items()} for heading, own in values.items()}

    @property
    def by_pointer(self) -> dict[str, str]:
        """Return the headings by the JSON pointers of the members that they become."""
        return {f"/{target}": heading for heading, target in self.mapping["columns"].items()}


@dataclass(slots=True)
class Reading:
    """One row while it is read: the document so far, the column of each part, and the faults."""

    document: dict[str, Any]  # Any: a JSON document in the making
    columns: dict[str, str] = field(default_factory=dict)  # heading by pointer
    faults: list[Fault] = field(default_factory=list)


def headings_of(stated: Sequence[str], mapping: ColumnMapping) -> tuple[str, ...]:
    """Return the headings of a file as the mapping spells them; a spelling that it does not know stays.

    U+200B, which Lao text has between words, and the order in which marks were typed make no difference.
    """
    own = mapping["columns"]
    by_fold = {fold(heading): heading for heading in own}
    found = [heading.strip() for heading in stated]
    return tuple(heading if heading in own else by_fold.get(fold(heading), heading) for heading in found)


def in_one_line(cell: str) -> str:
    """Return the text of a cell without blanks around it: one that a spreadsheet shows in two lines is one text."""
    return _BREAK.sub(" ", cell.strip())


def is_blank(cell: str) -> bool:
    """Tell whether a cell states nothing: blanks, and what cannot be seen, are nothing."""
    return not cell or not without_invisible(cell).strip()


def heading_faults(headings: Sequence[str], mapping: ColumnMapping) -> list[Fault]:
    """Return the faults of a file's headings: none, too many, unreadable, one twice, or one missing."""
    if not any(headings):
        return [NO_HEADINGS]
    if len(headings) > MOST_COLUMNS:
        return [TOO_MANY_COLUMNS]
    if any(is_broken(heading) for heading in headings):
        return [HEADINGS_UNREADABLE]
    if any("\0" in heading for heading in headings):
        return [HEADINGS_WITH_NULL]
    named = Counter(heading for heading in headings if heading in mapping["columns"])
    twice = sorted(heading for heading, times in named.items() if times > 1)
    missing = [heading for heading in mapping["columns"] if heading not in named]
    return [heading_twice(heading) for heading in twice] + [heading_missing(heading) for heading in missing]


def read(row: Sequence[str], columns: Columns, form: Form[Any]) -> Reading:  # Any: whatever the rows become
    """Return the document of a row; the mapping's defaults fill what its cells leave out."""
    mapping = columns.mapping
    reading = Reading(form.begun(mapping))
    for heading, cell in zip(columns.headings, row, strict=True):
        target = mapping["columns"].get(heading)
        stated = in_one_line(cell)
        if target is not None and not is_blank(stated):
            _put(reading, target, heading, columns.meaning(heading, stated), mapping, form)
    for target, stated in mapping.get("defaults", {}).items():
        if target not in reading.document:
            _put(reading, target, "", stated, mapping, form)
    form.ended(reading.document)
    return reading


def _put(reading: Reading, target: str, heading: str, stated: str, mapping: ColumnMapping, form: Form[Any]) -> None:
    if ":" in target:
        for pointer in form.composed(reading.document, target, stated):
            reading.columns[pointer] = heading
        return
    pointer = f"/{target}"
    reading.columns[pointer] = heading
    value: str | None = stated
    if target in form.days:
        value = day_of(without_invisible(stated), mapping.get("dateOrder", "ymd"), mapping.get("era", "common"))
        if value is None:
            reading.faults.append(no_such_day(pointer, mapping.get("dateOrder", "ymd")))
    elif target in form.digits:
        value = plain_digits(without_invisible(stated))
    reading.document[target] = value


def day_of(stated: str, order: str, era: str) -> str | None:
    """Return a day as ISO 8601 has it, of its parts in that order and era; None for what is none."""
    match = _DAY.fullmatch(plain_digits(stated))
    if match is None:
        return None
    parts = dict(zip(order, match.groups(), strict=True))
    if len(parts["y"]) != len("2026"):
        return None  # two digits of a year are a guess
    year = int(parts["y"]) - (BUDDHIST if era == "buddhist" else 0)
    try:
        return date(year, int(parts["m"]), int(parts["d"])).isoformat()
    except ValueError:
        return None


def column_of(pointer: str, columns: Mapping[str, str]) -> str | None:
    """Return the heading of the column from which the pointer, or the nearest part around it, came."""
    while pointer:
        if pointer in columns:
            return columns[pointer] or None
        pointer = pointer.rpartition("/")[0]
    return None
