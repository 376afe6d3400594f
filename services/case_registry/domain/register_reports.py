"""What an office reports beside what the registry computes: differences cell by cell, and where a report is at odds."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeAlias

from contracts.national.justice.register_report import RegisterReport
from contracts.problems import InvalidInput
from services.case_registry.domain.register import MONTHS, Item, Row, Section
from services.case_registry.errors.prosecution import counts_nothing, month_not_begun, stated_twice

Cells: TypeAlias = Mapping[tuple[str, int], int]  # by row and month


class Rule(StrEnum):
    """The identities that every register keeps."""

    TOTAL = "total"
    RESOLVED = "resolved"
    PENDING = "pending"
    CARRIED = "carried"


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A reported figure that the other figures of the same report rule out."""

    ref: str
    month: int
    rule: Rule
    reported: int
    expected: int


def cells_of(report: RegisterReport, rows: Sequence[Row], today: date) -> Cells:
    """Return the figures of a report; raise `InvalidInput` naming each that cannot be.

    A figure stands once, on a row that counts, for a month that has begun: what has not happened is not 0.
    """
    counting = {row.ref for row in rows if row.item is not Item.SECTION}
    cells: dict[tuple[str, int], int] = {}
    faults = []
    for position, figure in enumerate(report.figures):
        if figure.row not in counting:
            faults.append(counts_nothing(position))
        elif (report.year, figure.month) > (today.year, today.month):
            faults.append(month_not_begun(position))
        elif (figure.row, figure.month) in cells:
            faults.append(stated_twice(position))
        cells[figure.row, figure.month] = figure.value
    if faults:
        raise InvalidInput(faults=faults)
    return cells


def contradictions(rows: Sequence[Row], cells: Cells) -> list[Contradiction]:
    """Return the figures that break an identity, in the order of the form; what is not stated breaks nothing."""
    found = []
    for section in Section:
        mine = [row for row in rows if row.section is section]
        one: dict[Item, str] = {row.item: row.ref for row in mine if row.item is not Item.PART}
        parts = [row.ref for row in mine if row.item is Item.PART]
        for month in MONTHS:
            for ref, rule, expected in _expected(one, parts, cells, month):
                reported = cells.get((ref, month))
                if reported is not None and expected is not None and reported != expected:
                    found.append(Contradiction(ref, month, rule, reported, expected))
    return found


def _expected(
    one: Mapping[Item, str], parts: Sequence[str], cells: Cells, month: int
) -> Iterator[tuple[str, Rule, int | None]]:
    def stated(item: Item, month: int) -> int | None:
        return cells.get((one[item], month))

    carried, new, total, resolved = (
        stated(item, month) for item in (Item.CARRIED, Item.NEW, Item.TOTAL, Item.RESOLVED)
    )
    before = stated(Item.PENDING, month - 1)
    if before is None:  # a section that prints no pending: it follows
        before = _difference(stated(Item.TOTAL, month - 1), stated(Item.RESOLVED, month - 1))
    told = [cells[part, month] for part in parts if (part, month) in cells]
    yield one[Item.CARRIED], Rule.CARRIED, before
    yield one[Item.TOTAL], Rule.TOTAL, None if carried is None or new is None else carried + new
    yield one[Item.RESOLVED], Rule.RESOLVED, sum(told) if len(told) == len(parts) else None
    yield one[Item.PENDING], Rule.PENDING, _difference(total, resolved)


def _difference(of: int | None, less: int | None) -> int | None:
    return None if of is None or less is None else of - less
