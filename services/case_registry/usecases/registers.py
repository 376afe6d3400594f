"""The monthly register of the prosecution: computed from what happened, and compared with what an office reports."""

from collections.abc import Mapping, Sequence

from chassis.unit.unit import Unit
from contracts.catalogue import Catalogue
from contracts.national.justice.monthly_register import MonthlyRegister, RegisterFigure, RegisterMonth, RegisterRow
from contracts.national.justice.register_comparison import ComparedCell, Contradiction, RegisterComparison
from contracts.national.justice.register_report import RegisterReport
from contracts.problems import InvalidInput
from contracts.voucher import Caller
from services.case_registry.domain import days
from services.case_registry.domain import registers as rules
from services.case_registry.domain.prosecution import must_be_prosecutor
from services.case_registry.domain.registers import MONTHS, Item, Row, Status
from services.case_registry.domain.words import Seat, office_of
from services.case_registry.errors.codes import unknown_code
from services.case_registry.errors.prosecution import AnotherOffice
from services.case_registry.events import registers as events
from services.case_registry.store import registers as store
from services.case_registry.usecases.recording import actor_of
from services.case_registry.wire.registers import RegisterQuery


async def monthly_register(unit: Unit, query: RegisterQuery) -> MonthlyRegister:
    """Return the register of a year; a month that nobody in question reported has no figures.

    Where some offices are silent their open cases stay in the sums: a file does not vanish because nobody writes.
    """
    rows = rules.form()
    year = query.year or days.today(unit.now).year
    values = rules.figures(rows, await store.tallies(unit, query, year))
    months = await _months(unit, query, year)
    told = [month.month for month in months if month.status != Status.NOT_REPORTED]
    return MonthlyRegister(
        year=year,
        office=query.office,
        category=query.category,
        level=query.level,
        carried_over=query.carried_over,
        computed_at=unit.now,
        months=months,
        rows=[_row(row, query, values, told) for row in rows],
    )


async def report_register(unit: Unit, caller: Caller, report: RegisterReport) -> RegisterComparison:
    """Keep an office's own figures, announce that it reported, and return the difference cell by cell.

    Raises `ProsecutorsOnly`, `AnotherOffice` for a caller that does not speak for the office, and `InvalidInput` for a
    code that no list has and for a figure that cannot be.
    """
    actor = actor_of(caller)
    must_be_prosecutor(actor)
    office = Seat(caller.member, report.office or caller.office)
    if not office.is_met_by(actor.seat):
        raise AnotherOffice(str(office))
    _must_be_codes(report)
    rows = rules.form()
    cells = rules.cells_of(report, rows, days.today(unit.now))
    query = RegisterQuery(report.year, str(office), report.category, report.level)
    values = rules.figures(rows, await store.tallies(unit, query, report.year))
    made = RegisterComparison(
        report_id=unit.new_id("rgr"),
        office=office_of(office),
        year=report.year,
        category=report.category,
        level=report.level,
        filed_at=unit.now,
        different=sum(values[ref][month - 1] != value for (ref, month), value in cells.items()),
        cells=[_compared(ref, month, value, values[ref][month - 1]) for (ref, month), value in cells.items()],
        contradictions=[
            Contradiction(
                row=each.ref, month=each.month, rule=each.rule, reported=each.reported, expected=each.expected
            )
            for each in rules.contradictions(rows, cells)
        ],
    )
    await store.add_report(unit, made, report, caller.officer)
    unit.announce(events.register_reported(unit, made))
    return made


async def _months(unit: Unit, query: RegisterQuery, year: int) -> list[RegisterMonth]:
    keepings = await store.keepings(unit, query, year)
    return [
        RegisterMonth(
            month=month,
            status=rules.status(len(keepings), reporting),
            offices=len(keepings),
            reporting=reporting,
        )
        for month in MONTHS
        for reporting in [sum(each.covers(year, month) for each in keepings)]
    ]


def _row(row: Row, query: RegisterQuery, values: Mapping[str, Sequence[int]], told: Sequence[int]) -> RegisterRow:
    lo, en = _heading(row, query)
    figures = values.get(row.ref)
    cells = [] if figures is None else [RegisterFigure(month=month, value=figures[month - 1]) for month in told]
    return RegisterRow(row=row.ref, lo=lo, en=en, figures=cells)


def _heading(row: Row, query: RegisterQuery) -> tuple[str, str]:
    """Return the wording of a row; the form's first heading names the category and the instance."""
    lists = Catalogue.load()
    category = lists.codelist("case-category").codes.get(query.category or "")
    level = lists.codelist("instance").codes.get(query.level or "")
    if row.section is not rules.Section.STATEMENTS or row.item is not Item.SECTION or not category or not level:
        return row.lo, row.en
    return f"{category.lo}{level.lo}", f"{category.en} cases, {level.en.lower()} level"


def _compared(ref: str, month: int, reported: int, computed: int) -> ComparedCell:
    return ComparedCell(row=ref, month=month, reported=reported, computed=computed, difference=reported - computed)


def _must_be_codes(report: RegisterReport) -> None:
    lists = Catalogue.load()
    stated = (("/category", "case-category", report.category), ("/level", "instance", report.level))
    faults = [
        unknown_code(pointer)
        for pointer, name, code in stated
        if code is not None and not lists.codelist(name).ever(code)
    ]
    if faults:
        raise InvalidInput(faults=faults)
