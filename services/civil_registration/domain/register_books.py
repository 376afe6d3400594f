"""The register book of an office, kind and month: order of its entries, gaps in its numbers, notes in the margin."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from services.civil_registration.domain.actions import Act, Action
from services.civil_registration.domain.records import Record

_NOTED: Final = frozenset({Act.CORRECT, Act.CANCEL, Act.REINSTATE})
_SERIAL: Final = re.compile(r"(.*-)([0-9]+)")
_RUNS: Final = re.compile(r"[0-9]+")
MOST_MISSING: Final = 100  # that are named; a book with more is not read by its gaps any more


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: the event that has this number."""

    event_id: str
    number: str
    registered_on: date
    record: Record

    @property
    def is_imported(self) -> bool:
        """Whether it was carried over from an old book, and has its number from there."""
        return self.record.actions[0].kind is Act.IMPORT

    @property
    def notes(self) -> list[Action]:
        """What was done with the registration since: corrections, cancellation, reinstatement."""
        return [action for action in self.record.actions if action.kind in _NOTED]


def days_of(month: str) -> tuple[date, date]:
    """Return the first and the last day of a month, written 2026-11."""
    first = date.fromisoformat(f"{month}-01")
    following = (first + timedelta(days=31)).replace(day=1)
    return first, following - timedelta(days=1)


def entries_of(records: dict[str, Record]) -> list[Entry]:
    """Return the entries in the order of their numbers; those of old books after the office's own, by their days."""
    found = [
        Entry(event_id, str(record.registration["registrationNumber"]), record.registered_on, record)
        for event_id, record in records.items()
        if record.registration is not None and record.registered_on is not None
    ]
    return sorted(found, key=_place)


def missing_in(entries: Sequence[Entry]) -> list[str]:
    """Return the numbers that are missing between the first and the last of the office's own: there should be none."""
    own = [match for each in entries if not each.is_imported and (match := _SERIAL.fullmatch(each.number))]
    given: dict[str, set[int]] = {}
    for match in own:
        given.setdefault(match[1], set()).add(int(match[2]))
    width = len(own[0][2]) if own else 0
    return [f"{series}{serial:0{width}}" for series, serials in sorted(given.items()) for serial in _gaps(serials)][
        :MOST_MISSING
    ]


def _gaps(serials: set[int]) -> Iterator[int]:
    return (serial for serial in range(min(serials), max(serials)) if serial not in serials)


def _place(entry: Entry) -> tuple[bool, date, str]:
    """Return where an entry stands: numbers sort as texts when their digits are as many."""
    padded = _RUNS.sub(lambda run: run[0].zfill(12), entry.number)
    return entry.is_imported, entry.registered_on if entry.is_imported else date.min, padded
