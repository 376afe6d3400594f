"""Compute the prosecution's monthly register, and compare it with the figures that an office reports."""

from collections.abc import Mapping, Sequence

from chassis.unit.unit import Unit
from contracts.codelists import CodeLists
from contracts.national.justice.monthly_register import MonthlyRegister, RegisterFigure, RegisterMonth, RegisterRow
from contracts.national.justice.register_comparison import ComparedCell, Contradiction, RegisterComparison
from contracts.national.justice.register_report import RegisterReport
from contracts.problems import InvalidInput
from contracts.seats import Seat
from services.case_registry.domain import acts, days
from services.case_registry.domain import registers as rules
from services.case_registry.domain.acts import Act
from services.case_registry.domain.categories import LIST, counted
from services.case_registry.domain.reads import Read
from services.case_registry.domain.registers import Item, Row, Status
from services.case_registry.domain.words import WantedSeats, office_of
from services.case_registry.errors.codes import unknown_code
from services.case_registry.events import registers as events
from services.case_registry.store import registers as store
from services.case_registry.usecases.asking import Asker, actor_of, readable, sight_of
from services.case_registry.usecases.register_corrections import figures_as_reported
from services.case_registry.wire.registers import RegisterQuery
from services.case_registry.wire.seats import SeatAsked


async def monthly_register(unit: Unit, asker: Asker, query: RegisterQuery) -> MonthlyRegister:
    """Return the register of a year; a month that nobody in question reported has no figures.

    Who may not read the figures of all offices gets those of its own. Where some offices are silent their open cases
    stay in the sums: a file does not vanish because nobody writes.
    """
    rows = rules.form()
    year = query.year or days.today(unit.now).year
    offices = [query.seat.wanted(asker.organisations), readable(sight_of(unit, asker, Read.MONTHLY_REGISTER))]
    categories = counted(query.category, asker.code_lists)
    values = rules.figures(rows, await store.tallies(unit, query, offices, year, categories))
    then = await figures_as_reported(unit, query, offices, year, categories)
    months = await _months(unit, query, offices, year)
    reported = [month.month for month in months if month.status != Status.NOT_REPORTED]
    return MonthlyRegister(
        year=year,
        member=query.seat.member,
        office=query.seat.office,
        below=query.seat.below or None,
        category=query.category,
        level=query.level,
        carried_over=query.carried_over,
        computed_at=unit.now,
        months=months,
        rows=[_row(row, _heading(row, query, asker.code_lists), values, reported, then) for row in rows],
    )


async def report_register(unit: Unit, asker: Asker, report: RegisterReport) -> RegisterComparison:
    """Record an office's own figures, announce the report, and return the difference cell by cell.

    Raises what `acts.must_keep` does, and `InvalidInput` for a code that no list has and for a figure that cannot be.
    """
    actor = actor_of(unit, asker)
    office = Seat(actor.seat.member, report.office) if report.office is not None else actor.seat
    acts.must_keep(office, actor, Act.REPORT_REGISTER, days.today(unit.now))
    _must_be_codes(report, asker.code_lists)
    rows = rules.form()
    cells = rules.cells_of(report, rows, days.today(unit.now))
    query = RegisterQuery(SeatAsked(office.member, office.office), report.year, report.category, report.level)
    categories, seats = counted(query.category, asker.code_lists), [WantedSeats(frozenset({office}))]
    values = rules.figures(rows, await store.tallies(unit, query, seats, report.year, categories))
    comparison = RegisterComparison(
        report_id=unit.new_id("rgr"),
        office=office_of(office),
        year=report.year,
        category=report.category,
        level=report.level,
        reported_at=unit.now,
        differing=sum(values[ref][month - 1] != value for (ref, month), value in cells.items()),
        cells=[_compared(ref, month, value, values[ref][month - 1]) for (ref, month), value in cells.items()],
        contradictions=[
            Contradiction(
                row=contradiction.ref,
                month=contradiction.month,
                rule=contradiction.rule,
                reported=contradiction.reported,
                expected=contradiction.expected,
            )
            for contradiction in rules.contradictions(rows, cells)
        ],
    )
    await store.add_report(unit, comparison, report, actor.officer)
    unit.announce(events.register_reported(unit, comparison))
    return comparison


async def _months(
    unit: Unit, query: RegisterQuery, seats: Sequence[WantedSeats | None], year: int
) -> list[RegisterMonth]:
    offices = await store.reported_months(unit, query, seats, year)
    return [
        RegisterMonth(month=month, status=status, offices=len(offices), reporting=reporting)
        for month, status, reporting in rules.months_of(offices, year)
    ]


def _row(
    row: Row,
    heading: tuple[str, str],
    values: Mapping[str, Sequence[int]],
    reported: Sequence[int],
    then: Mapping[int, Mapping[str, Sequence[int]]],
) -> RegisterRow:
    lo, en = heading
    figures = values.get(row.ref)
    if figures is None:
        return RegisterRow(row=row.ref, lo=lo, en=en, figures=[])
    cells = [
        RegisterFigure(
            month=month,
            value=figures[month - 1],
            as_reported=then[month][row.ref][month - 1] if month in then else None,
        )
        for month in reported
    ]
    return RegisterRow(row=row.ref, lo=lo, en=en, figures=cells)


def _heading(row: Row, query: RegisterQuery, lists: CodeLists) -> tuple[str, str]:
    """Return the wording of a row; the form's first heading names the category and the instance."""
    category = lists.code(LIST, query.category or "")
    level = lists.code("instance", query.level or "")
    if row.section is not rules.Section.STATEMENTS or row.item is not Item.SECTION or not category or not level:
        return row.lo, row.en
    return f"{category.lo}{level.lo}", f"{category.en} cases, {level.en.lower()} level"


def _compared(ref: str, month: int, reported: int, computed: int) -> ComparedCell:
    return ComparedCell(row=ref, month=month, reported=reported, computed=computed, difference=reported - computed)


def _must_be_codes(report: RegisterReport, lists: CodeLists) -> None:
    stated = (("/category", LIST, report.category), ("/level", "instance", report.level))
    faults = [
        unknown_code(pointer) for pointer, name, code in stated if code is not None and lists.code(name, code) is None
    ]
    if faults:
        raise InvalidInput(faults=faults)
