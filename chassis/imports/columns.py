"""CSV column mapping: makes a JSON document of a row, cell by cell."""

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from itertools import pairwise
from typing import Any, Final, Required, TypeAlias, TypedDict

from chassis.imports.faults import (
    ERRORS,
    HEADINGS_UNREADABLE,
    HEADINGS_WITH_NULL,
    NO_HEADINGS,
    TOO_MANY_COLUMNS,
    cell_error,
    common_era,
    heading_missing,
    heading_twice,
    no_such_day,
    unclear_era,
)
from chassis.imports.ports import Form
from chassis.imports.printed_days import DayRead, read_day, read_part
from chassis.imports.spelling import Change, is_broken
from contracts.lao import fold, without_invisible
from contracts.marks import Path
from contracts.official_numbers import plain_digits
from contracts.pointers import pointer_to
from contracts.problems import Fault

MOST_COLUMNS: Final = 1_000
_BREAK: Final = re.compile(
    r"[ \t]*[\r\n\u2028\u2029]+[ \t]*"
)  # a cell that a spreadsheet shows in two lines is one text


_BLANKS: Final = frozenset(filter(str.isspace, map(chr, range(0x3001))))
_INTEGER: Final = re.compile(r"[0-9]{1,15}")
_LENGTHS: Final = {"day": 10, "month": 7, "year": 4}  # of a date in ISO 8601 as far as it is known
_BOOLEANS: Final = {"true": True, "false": False}
Cell: TypeAlias = str | date


class ColumnMapping(TypedDict, total=False):
    """Maps the columns of a file to members of a document; a service may add keys of its own."""

    columns: Required[dict[str, str]]  # targets by their headings
    values: dict[str, dict[str, str]]  # what the file's own words mean, by heading
    defaults: dict[str, str]  # what a row states that leaves it out, by target
    dateOrder: str
    era: str
    delimiter: str
    encoding: str
    sheet: str
    font: dict[str, Any]  # Any: its name, and its characters by what stands in their places


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
    changes: list[Change] = field(default_factory=list)  # days that were read in another era than they stand there
    # the place in the row of each entry of a list, by where the list is and the number that the mapping gives it
    places: dict[Path, dict[str, int]] = field(default_factory=dict)
    is_none: bool = False  # nothing of the row could be read


def headings_of(stated: Sequence[str], mapping: ColumnMapping) -> tuple[str, ...]:
    """Return the headings of a file as the mapping spells them; a spelling that it does not know stays.

    U+200B, which Lao text has between words, and the order in which marks were typed make no difference.
    """
    own = mapping["columns"]
    by_fold = {fold(heading): heading for heading in own}
    found = [heading.strip() for heading in stated]
    return tuple(heading if heading in own else by_fold.get(fold(heading), heading) for heading in found)


def in_one_line(cell: str, letters: Collection[str] = ()) -> str:
    """Return the text of a cell without blanks around it: one that a spreadsheet shows in two lines is one text.

    No blanks are `letters`, which an old font has in such places.
    """
    return _BREAK.sub(" ", cell.strip("".join(_BLANKS.difference(letters)) if letters else None))


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


def read(row: Sequence[Cell], columns: Columns, form: Form[Any]) -> Reading:  # Any: whatever the rows become
    """Return the document of a row; the mapping's defaults fill what its cells leave out."""
    mapping = columns.mapping
    reading = Reading(form.begun(mapping))
    letters = mapping.get("font", {}).get("characters", ())
    for heading, cell in zip(columns.headings, row, strict=True):
        target = mapping["columns"].get(heading)
        if target is None:
            continue
        if isinstance(cell, date):  # of a spreadsheet, which has days of the common era whatever it shows
            _put_at(reading, _path(reading, target), heading, cell.isoformat())
            continue
        stated = in_one_line(cell, letters)
        if not is_blank(stated):
            _put(reading, target, heading, columns.meaning(heading, stated), mapping, form)
    for target, stated in mapping.get("defaults", {}).items():
        if "/" in target:
            if _begun(reading, target) and pointer_to(_path(reading, target)) not in reading.columns:
                _put(reading, target, "", stated, mapping, form)
        elif target not in reading.document:
            _put(reading, target, "", stated, mapping, form)
    form.ended(reading.document)
    return reading


def _put(reading: Reading, target: str, heading: str, stated: str, mapping: ColumnMapping, form: Form[Any]) -> None:
    if ":" in target:
        for pointer in form.composed(reading.document, target, stated):
            reading.columns[pointer] = heading
            if stated in ERRORS:
                reading.faults.append(cell_error(pointer, stated))
        return
    path = _path(reading, target)
    pointer, member = pointer_to(path), target.rpartition("/")[2]
    value: str | int | dict[str, str] | None = stated  # a truth value is an int
    if stated in ERRORS:
        reading.faults.append(cell_error(pointer, stated))
    elif member in form.days:
        value = _day(reading, pointer, stated, mapping)
    elif member in form.partial_days:
        value = _partial_day(reading, pointer, stated, mapping)
    elif member in form.digits:
        value = _digits(reading, pointer, stated, form.before_digits.get(member))
    elif member in form.integers:
        digits = plain_digits(without_invisible(stated))
        value = int(digits) if _INTEGER.fullmatch(digits) else stated
    elif member in form.booleans:
        value = _BOOLEANS.get(stated, stated)
    _put_at(reading, path, heading, value)


def _digits(reading: Reading, pointer: str, stated: str, before: str | None) -> str:
    """Return what a cell states with our digits, and without the word that may stand before them; note the word."""
    digits = plain_digits(without_invisible(stated)).strip()
    if before is None or not (word := re.match(before, digits)) or not digits[word.end() :]:
        return digits
    number = digits[word.end() :]
    reading.changes.append(Change(pointer, stated, number))
    return number


def _day(reading: Reading, pointer: str, stated: str, mapping: ColumnMapping) -> str | None:
    """Return the day that a cell states; note why it is none, and an era that was not the file's."""
    order, era = _days_of(mapping)
    return _judged(reading, pointer, stated, mapping, read_day(without_invisible(stated), order, era))


def _partial_day(reading: Reading, pointer: str, stated: str, mapping: ColumnMapping) -> dict[str, str] | None:
    """Return the day, or the month or year alone, that a cell states; note what `_day` does."""
    order, era = _days_of(mapping)
    read_as, precision = read_part(without_invisible(stated), order, era)
    read_as = replace(read_as, day=read_as.day and read_as.day[: _LENGTHS[precision]])
    day = _judged(reading, pointer, stated, mapping, read_as)
    return None if day is None else {"value": day, "precision": precision}


def _days_of(mapping: ColumnMapping) -> tuple[str, str]:
    return mapping.get("dateOrder", "ymd"), mapping.get("era", "common")


def _judged(reading: Reading, pointer: str, stated: str, mapping: ColumnMapping, read_as: DayRead) -> str | None:
    order, era = _days_of(mapping)
    if read_as.is_common or read_as.is_unclear:
        reading.faults.append(common_era(pointer) if read_as.is_common else unclear_era(pointer))
    elif read_as.day is None:
        reading.faults.append(no_such_day(pointer, order))
    elif era == "mixed" and read_as.was_buddhist:
        reading.changes.append(Change(pointer, stated, read_as.day))
    return read_as.day


def _put_at(reading: Reading, path: Path, heading: str, value: str | int | dict[str, str] | None) -> None:
    reading.columns[pointer_to(path)] = heading
    holder: Any = reading.document  # Any: an object or a list in the making
    for step, following in pairwise(path):
        if isinstance(holder, list) and step == len(holder):
            holder.append([] if isinstance(following, int) else {})
        elif isinstance(holder, dict) and step not in holder:
            holder[step] = [] if isinstance(following, int) else {}
        holder = holder[step]
    if isinstance(holder, list) and path[-1] == len(holder):
        holder.append(value)
    else:
        holder[path[-1]] = value


def _path(reading: Reading, target: str) -> Path:
    """Return where a target leads in this row: its lists have no gaps, whatever numbers the mapping gives."""
    path: tuple[str | int, ...] = ()
    for step in target.split("/"):
        if step.isascii() and step.isdigit():
            given = reading.places.setdefault(path, {})
            path = (*path, given.setdefault(step, len(given)))
        else:
            path = (*path, step)
    return path


def _begun(reading: Reading, target: str) -> bool:
    """Tell whether the row states anything of the list's entry to which the target belongs."""
    path: tuple[str | int, ...] = ()
    for step in target.split("/")[:-1]:
        if step.isascii() and step.isdigit():
            if (place := reading.places.get(path, {}).get(step)) is None:
                return False
            path = (*path, place)
        else:
            path = (*path, step)
    return True


def column_of(pointer: str, columns: Mapping[str, str]) -> str | None:
    """Return the heading of the column from which the pointer, or the nearest part around it, came."""
    while pointer:
        if pointer in columns:
            return columns[pointer] or None
        pointer = pointer.rpartition("/")[0]
    return None
