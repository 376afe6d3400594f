"""Shared state of the generator: days, offices with their running numbers, and the rows to be written."""

import random
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any, Final

from contracts.catalogue import Catalogue
from contracts.identifiers import new_id

SEED: Final = 20_261_122
BEGAN: Final = date(2016, 11, 1)
ENDED: Final = date(2026, 10, 31)
DAYS: Final = (ENDED - BEGAN).days


@dataclass(slots=True)
class Rows:
    """Rows by table, in the order in which they may be written."""

    tables: dict[str, list[dict[str, Any]]] = field(  # Any: values of SQL types
        default_factory=lambda: {
            name: []
            for name in (
                *("cases", "case_numbers", "case_history", "hand_overs", "participants", "participant_roles"),
                *("participant_names", "custody_records", "prosecutor_files", "case_stays"),
            )
        }
    )

    def add(self, table: str, **row: Any) -> None:  # Any: as above
        """Add a row."""
        self.tables[table].append(row)


class Books:
    """What the stories share: the offices, their running numbers, ids, and one source of chance."""

    def __init__(self, seed: int = SEED) -> None:
        self.chance: Final = random.Random(seed)
        places = Catalogue.load().codelist("places").codes
        self.offices: Final = [code for code in sorted(places) if len(code) == 4][::2]
        self._numbers: dict[tuple[str, str, int], int] = {}
        self._serial = 0

    def id(self, prefix: str, day: date) -> str:
        """Return an id of the form of all ids, without their chance: time and a serial number."""
        self._serial += 1
        made = new_id(prefix, at=midday(day))
        return f"{made[:14]}{self._serial:016}"  # decimal digits are digits of base32, too

    def number(self, member: str, office: str, year: int) -> str:
        """Return the next number in the book of an office."""
        key = member, office, year
        self._numbers[key] = self._numbers.get(key, 0) + 1
        return f"{self._numbers[key]}/{year % 100:02}.{office}"


def midday(day: date) -> datetime:
    """Return a moment of that day in an office."""
    return datetime(day.year, day.month, day.day, 5, tzinfo=UTC)
