"""SQL of the monthly register: counts of entries and resolutions, months with data, and reported figures."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any, Final

from sqlalchemy import ColumnElement, Integer, and_, case, extract, func, insert, or_, select
from sqlalchemy.engine import RowMapping

from chassis.postgres.statements import table_of
from chassis.unit.unit import Unit
from contracts.national.justice.register_comparison import RegisterComparison
from contracts.national.justice.register_report import RegisterReport
from contracts.seats import Seat
from services.case_registry.domain.registers import ReportedMonths, Resolution, Section, Tally
from services.case_registry.domain.words import CallUpOutcome, Ground, StatementOutcome, WantedSeats
from services.case_registry.models.registers import RegisterReportRow
from services.case_registry.store.prosecution import FILES, IS_KEPT
from services.case_registry.store.seats import is_wanted
from services.case_registry.wire.registers import RegisterQuery

_REPORTS: Final = table_of(RegisterReportRow)
_LATEST: Final = func.greatest(FILES.c.entered_on, FILES.c.resolved_on)


async def tallies(
    unit: Unit,
    query: RegisterQuery,
    offices: Sequence[WantedSeats | None],
    year: int,
    categories: Collection[str] | None,
) -> dict[Section, Tally]:
    """Return the counts of a year by section, of these categories or all, in the scope of the query and these seats."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    scope = _scope(query, offices, categories)
    if not query.carried_over:
        scope.append(FILES.c.entered_on >= first)
    by_section: dict[Section, Tally] = {section: Tally() for section in Section}
    month = case((FILES.c.entered_on < first, 0), else_=extract("month", FILES.c.entered_on)).cast(Integer)
    # what was resolved before the year has no place in it
    within = and_(FILES.c.entered_on <= last, or_(FILES.c.resolved_on.is_(None), FILES.c.resolved_on >= first))
    entered = select(FILES.c.section, month.label("month"), func.count().label("files")).where(within, *scope)
    for row in await _rows(unit, entered.group_by("section", "month")):
        tally = by_section[Section(row["section"])]
        if row["month"] == 0:
            tally.carried = row["files"]
        else:
            tally.entered[row["month"]] = row["files"]
    month = extract("month", FILES.c.resolved_on).cast(Integer)
    how = (FILES.c.section, FILES.c.outcome, FILES.c.ground)
    resolved = select(*how, month.label("month"), func.count().label("files"))
    resolved = resolved.where(FILES.c.resolved_on.between(first, last), *scope)
    for row in await _rows(unit, resolved.group_by(*how, "month")):
        by_section[Section(row["section"])].resolved[row["month"], _resolution(row)] = row["files"]
    return by_section


async def reported_months(
    unit: Unit, query: RegisterQuery, offices: Sequence[WantedSeats | None], year: int
) -> list[ReportedMonths]:
    """Return for each of these offices which months have data by the end of that year, whatever the category."""
    records = select(
        FILES.c.member, FILES.c.office, func.min(FILES.c.entered_on).label("first"), func.max(_LATEST).label("last")
    ).where(IS_KEPT)
    records = records.group_by(FILES.c.member, FILES.c.office)
    reports = select(_REPORTS.c.member, _REPORTS.c.office, _REPORTS.c.months).where(_REPORTS.c.year == year)
    for seats in offices:
        records = records.where(*is_wanted(FILES.c.member, FILES.c.office, seats))
        reports = reports.where(*is_wanted(_REPORTS.c.member, _REPORTS.c.office, seats))
    # a report on one category says nothing of another
    for column, wanted in ((_REPORTS.c.category, query.category), (_REPORTS.c.level, query.level)):
        if wanted is not None:
            reports = reports.where(or_(column.is_(None), column == wanted))
    kept = {Seat(row["member"], row["office"]): row for row in await _rows(unit, records)}
    kept = {seat: row for seat, row in kept.items() if row["first"].year <= year}
    filed: dict[Seat, set[tuple[int, int]]] = {seat: set() for seat in kept}
    for row in await _rows(unit, reports):
        filed.setdefault(Seat(row["member"], row["office"]), set()).update((year, month) for month in row["months"])
    return [
        ReportedMonths(
            first=kept[seat]["first"] if seat in kept else None,
            last=kept[seat]["last"] if seat in kept else None,
            filed=frozenset(months),
        )
        for seat, months in filed.items()
    ]


async def add_report(unit: Unit, comparison: RegisterComparison, report: RegisterReport, officer: str | None) -> None:
    """Keep a report as it came."""
    await unit.connection.execute(
        insert(_REPORTS).values(
            report_id=comparison.report_id,
            member=comparison.office.member,
            office=comparison.office.office,
            officer=officer,
            year=report.year,
            months=sorted({cell.month for cell in report.figures}),
            category=report.category,
            level=report.level,
            figures=[cell.model_dump(mode="json") for cell in report.figures],
            filed_at=unit.now,
        )
    )


def _scope(
    query: RegisterQuery, offices: Sequence[WantedSeats | None], categories: Collection[str] | None
) -> list[ColumnElement[bool]]:
    scope = [condition for seats in offices for condition in is_wanted(FILES.c.member, FILES.c.office, seats)]
    scope.append(IS_KEPT)
    if categories is not None:
        scope.append(FILES.c.category.in_(categories))
    if query.level is not None:
        scope.append(FILES.c.level == query.level)
    return scope


def _resolution(row: RowMapping) -> Resolution:
    if row["section"] == Section.STATEMENTS:
        return Resolution(outcome=StatementOutcome(row["outcome"]))
    return Resolution(outcome=CallUpOutcome(row["outcome"]), ground=Ground(row["ground"]))


async def _rows(unit: Unit, statement: Any) -> list[RowMapping]:  # Any: SQL types
    return list((await unit.connection.execute(statement)).mappings())
