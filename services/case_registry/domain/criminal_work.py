"""Figures of the register of criminal work: what a prosecutor's office received, and how each file left it. No I/O.

Every figure follows from counts of stays, as in the monthly register: total = carried + received + resumed, resolved =
the sum of its parts, pending = total less resolved, and carried(m+1) = pending(m) hold for whatever happened.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from services.case_registry.domain.registers import MONTHS
from services.case_registry.domain.stays import Exit
from services.case_registry.domain.words import Status


class Row(StrEnum):
    """What a row of the register counts (list criminal-work-row), in the order of the page."""

    CARRIED = "carried"
    RECEIVED = "received"
    RESUMED = "resumed"
    TOTAL = "total"
    RETURNED = Exit.RETURNED
    SUSPENDED = Exit.SUSPENDED
    DISMISSED = Exit.DISMISSED
    CHARGED = Exit.CHARGED
    PASSED_ON = Exit.PASSED_ON
    OTHERWISE = Exit.OTHERWISE
    RESOLVED = "resolved"
    PENDING = "pending"
    IN_CUSTODY = "inCustody"


# Files that an office has already decided on, and takes up again.
RESUMED_FROM: Final = (Status.SUSPENDED, Status.DISMISSED)
# What is held against somebody's will (list custody-status).
HELD: Final = ("detained", "houseArrest")
PARTS: Final = tuple(Row(how.value) for how in Exit if how is not Exit.DECIDED)


@dataclass(slots=True)
class Tally:
    """The counts of a year, from which the figures are computed."""

    carried: int = 0  # came before the year, and still there when it began
    received: Counter[int] = field(default_factory=Counter)  # by month
    resumed: Counter[int] = field(default_factory=Counter)
    ended: Counter[tuple[int, Row]] = field(default_factory=Counter)  # by month and how
    in_custody: Counter[int] = field(default_factory=Counter)  # of those pending when the month ended


def part_of(exit_code: str) -> Row:
    """Return the row that counts this exit; a prosecutor decides nothing as a court does."""
    return Row.OTHERWISE if exit_code == Exit.DECIDED else Row(exit_code)


def figures(tally: Tally) -> Mapping[Row, Sequence[int]]:
    """Return the twelve figures of every row."""
    by_row: dict[Row, list[int]] = {row: [] for row in Row}
    pending = tally.carried
    for month in MONTHS:
        values = _month(tally, month, pending)
        pending = values[Row.PENDING]
        for row in Row:
            by_row[row].append(values[row])
    return by_row


def _month(tally: Tally, month: int, carried: int) -> dict[Row, int]:
    received, resumed = tally.received[month], tally.resumed[month]
    parts = {row: tally.ended[month, row] for row in PARTS}
    total, resolved = carried + received + resumed, sum(parts.values())
    return {
        Row.CARRIED: carried,
        Row.RECEIVED: received,
        Row.RESUMED: resumed,
        Row.TOTAL: total,
        **parts,
        Row.RESOLVED: resolved,
        Row.PENDING: total - resolved,
        Row.IN_CUSTODY: tally.in_custody[month],
    }


def month_ends(year: int, today: date) -> Iterator[date]:
    """Yield the last day of each month of the year that has begun; of the present month it is today."""
    for month in MONTHS:
        if (year, month) <= (today.year, today.month):
            yield min(date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1), today)
