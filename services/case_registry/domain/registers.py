"""Figures of the prosecution's monthly register, computed from counts and compared with what an office reports. No I/O.

Every figure follows from three counts: what was open when the year began, what came and what was resolved in each
month. So total = carried + new, resolved = the sum of its parts, pending = total less resolved and carried(m+1) =
pending(m) hold for whatever happened; a report in which they do not hold is at odds with itself. The rows of the form
are a national code list: a form that changes is an edition of the list, not a program.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Final, TypeAlias

from contracts.catalogue import Catalogue
from contracts.national.justice.register_report import RegisterReport
from contracts.problems import InvalidInput
from services.case_registry.domain.words import CallUpOutcome, Ground, StatementOutcome
from services.case_registry.errors.registers import counts_nothing, month_not_begun, stated_twice

MONTHS: Final = range(1, 13)


class Section(StrEnum):
    """The two parts of the form."""

    STATEMENTS = "I"
    CALLED_UP = "II"


class Item(StrEnum):
    """What a row counts."""

    SECTION = "section"  # a heading: counts nothing
    CARRIED = "carried"
    NEW = "new"
    TOTAL = "total"
    RESOLVED = "resolved"
    PART = "part"
    PENDING = "pending"


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolution:
    """How a file was resolved: its outcome and, for a called-up file, the ground."""

    outcome: StatementOutcome | CallUpOutcome
    ground: Ground | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row of the form; `resolution` is what a part counts."""

    ref: str
    lo: str
    en: str
    section: Section
    item: Item
    printed: bool  # the second section prints no pending: it is derived
    resolution: Resolution | None = None


@dataclass(slots=True)
class Tally:
    """The counts of one section in a year, from which the figures are computed."""

    carried: int = 0  # entered before the year, and open when it began
    entered: Counter[int] = field(default_factory=Counter)  # by month
    resolved: Counter[tuple[int, Resolution]] = field(default_factory=Counter)  # by month and how


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportedMonths:
    """The months of which an office has data: between its first and latest record, and months that it reported."""

    first: date | None
    last: date | None
    filed: frozenset[tuple[int, int]] = frozenset()  # year and month

    def covers(self, year: int, month: int) -> bool:
        """Tell whether the office has data for that month, be it that nothing happened.

        Who records something has been keeping the register until then; what comes after its latest record is unknown,
        and so is what was before the first: an unknown month is not a month without cases.
        """
        if (year, month) in self.filed:
            return True
        if self.first is None or self.last is None:
            return False
        return (self.first.year, self.first.month) <= (year, month) <= (self.last.year, self.last.month)


class Status(StrEnum):
    """What is known of a month."""

    REPORTED = "reported"
    PARTLY_REPORTED = "partlyReported"
    NOT_REPORTED = "notReported"


def status(offices: int, reporting: int) -> Status:
    """Return the status of a month for which `reporting` of the `offices` have data."""
    if reporting == 0:
        return Status.NOT_REPORTED
    return Status.REPORTED if reporting == offices else Status.PARTLY_REPORTED


def months_of(offices: Sequence[ReportedMonths], year: int) -> Iterator[tuple[int, Status, int]]:
    """Yield each month of a year, its status, and how many of these offices have data for it."""
    for month in MONTHS:
        reporting = sum(office.covers(year, month) for office in offices)
        yield month, status(len(offices), reporting), reporting


def form() -> Sequence[Row]:
    """Return the rows of the form, in its order."""
    return [
        Row(
            ref=code.code,
            lo=code.lo,
            en=code.en,
            section=Section(code.attributes["section"]),
            item=Item(code.attributes["kind"]),
            printed=bool(code.attributes["printed"]),
            resolution=_resolution(code.attributes) if code.attributes["kind"] == Item.PART else None,
        )
        for code in Catalogue.load().codelist("register-row").codes.values()
    ]


def figures(rows: Iterable[Row], tallies: Mapping[Section, Tally]) -> Mapping[str, Sequence[int]]:
    """Return the twelve figures of every row by its reference, headings left out."""
    by_ref: dict[str, list[int]] = {}
    by_section: dict[Section, list[Row]] = {}
    for row in rows:
        if row.item is not Item.SECTION:
            by_section.setdefault(row.section, []).append(row)
            by_ref[row.ref] = []
    for section, counted in by_section.items():
        tally = tallies.get(section, Tally())
        pending = tally.carried
        for month in MONTHS:
            values = _month(counted, tally, month, pending)
            pending = values[Item.PENDING]
            for row in counted:
                by_ref[row.ref].append(values[row.resolution or row.item])
    return by_ref


def _month(rows: Iterable[Row], tally: Tally, month: int, carried: int) -> dict[Item | Resolution, int]:
    new = tally.entered[month]
    parts: dict[Item | Resolution, int] = {
        row.resolution: tally.resolved[month, row.resolution] for row in rows if row.resolution
    }
    resolved = sum(parts.values())
    return {
        Item.CARRIED: carried,
        Item.NEW: new,
        Item.TOTAL: carried + new,
        Item.RESOLVED: resolved,
        Item.PENDING: carried + new - resolved,
        **parts,
    }


def _resolution(more: Mapping[str, str]) -> Resolution:
    if "basis" in more:
        return Resolution(outcome=CallUpOutcome(more["outcome"]), ground=Ground(more["basis"]))
    return Resolution(outcome=StatementOutcome(more["outcome"]))


Cells: TypeAlias = Mapping[tuple[str, int], int]  # by row and month


class Rule(StrEnum):
    """The arithmetic identities that every register keeps."""

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
    broken = []
    for section in Section:
        mine = [row for row in rows if row.section is section]
        one: dict[Item, str] = {row.item: row.ref for row in mine if row.item is not Item.PART}
        parts = [row.ref for row in mine if row.item is Item.PART]
        for month in MONTHS:
            for ref, rule, expected in _expected(one, parts, cells, month):
                reported = cells.get((ref, month))
                if reported is not None and expected is not None and reported != expected:
                    broken.append(Contradiction(ref, month, rule, reported, expected))
    return broken


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
    stated_parts = [cells[part, month] for part in parts if (part, month) in cells]
    yield one[Item.CARRIED], Rule.CARRIED, before
    yield one[Item.TOTAL], Rule.TOTAL, None if carried is None or new is None else carried + new
    yield one[Item.RESOLVED], Rule.RESOLVED, sum(stated_parts) if len(stated_parts) == len(parts) else None
    yield one[Item.PENDING], Rule.PENDING, _difference(total, resolved)


def _difference(of: int | None, less: int | None) -> int | None:
    return None if of is None or less is None else of - less
