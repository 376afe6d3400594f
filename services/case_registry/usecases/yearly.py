"""Compute the yearly tables of courts for the National Assembly."""

from collections.abc import Mapping
from datetime import date

from chassis.unit.unit import Unit
from contracts.national.justice.yearly_statistics import (
    FiguresOfCategory,
    FiguresOfCourt,
    FiguresOfInstance,
    YearlyFigures,
    YearlyStatistics,
)
from contracts.seats import Seat
from services.case_registry.domain import days
from services.case_registry.domain.categories import counted
from services.case_registry.domain.courts import must_be_a_court
from services.case_registry.domain.reads import Read
from services.case_registry.domain.registers import MONTHS, ReportedMonths
from services.case_registry.domain.words import Kind, WantedSeats, office_of
from services.case_registry.domain.yearly import Counts
from services.case_registry.store import stays
from services.case_registry.store import yearly as store
from services.case_registry.usecases.asking import Asker, readable, sight_of
from services.case_registry.wire.yearly import YearlyQuery


async def yearly_statistics(unit: Unit, asker: Asker, query: YearlyQuery) -> YearlyStatistics:
    """Return the tables of a year; a court that has recorded nothing of it has no figures and is named.

    Open cases of a silent court stay in the sums: a case does not vanish because nobody writes.
    """
    must_be_a_court(query.seat.member, query.seat.office, asker.organisations)
    year = query.year or days.today(unit.now).year
    offices = [query.seat.wanted(asker.organisations), readable(sight_of(unit, asker, Read.YEARLY_STATISTICS))]
    categories = counted(query.category, asker.code_lists)
    courts = asker.members_of(Kind.COURT)
    tables = await store.tables(unit, stays.scope_of(Kind.COURT, courts, offices, categories), year, query.level)
    told = await stays.reported_months(unit, Kind.COURT, courts, offices, year)
    months = {seat: _months(reported, year) for seat, reported in told.items()}
    in_year = max(months.values(), default=0)
    silent = sorted(_open(asker, courts, offices, year) - {seat for seat, known in months.items() if known})
    listed = sorted({seat for seat, known in months.items() if known} | tables.by_court.keys() | set(silent))
    return YearlyStatistics(
        year=year,
        member=query.seat.member,
        office=query.seat.office,
        below=query.seat.below or None,
        category=query.category,
        level=query.level,
        computed_at=unit.now,
        total=_figures(tables.total, in_year),
        by_court=[_of_court(seat, tables.by_court.get(seat, Counts()), months.get(seat, 0)) for seat in listed],
        by_category=[
            FiguresOfCategory(category=code, figures=_figures(counts, in_year))
            for code, counts in sorted(tables.by_category.items())
        ],
        by_instance=[
            FiguresOfInstance(level=code, figures=_figures(counts, in_year))
            for code, counts in _in_order(tables.by_instance)
        ],
        not_reported=[office_of(seat) for seat in silent],
    )


def _of_court(court: Seat, counts: Counts, months: int) -> FiguresOfCourt:
    return FiguresOfCourt(court=office_of(court), figures=_figures(counts, months))


def _months(reported: ReportedMonths, year: int) -> int:
    return sum(reported.covers(year, month) for month in MONTHS)


def _open(asker: Asker, courts: list[str], offices: list[WantedSeats | None], year: int) -> set[Seat]:
    """Return the courts in question that were open on a day of that year."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    return {
        seat
        for seat, facts in asker.organisations.offices.items()
        if seat.member in courts
        and (facts.begins is None or facts.begins <= last)
        and (facts.ends is None or facts.ends >= first)
        and all(wanted is None or seat in wanted.seats or seat.member == wanted.member for wanted in offices)
    }


def _in_order(by_instance: Mapping[str, Counts]) -> list[tuple[str, Counts]]:
    """Return the instances from the first to the last."""
    return [(stage, by_instance[stage]) for stage in store.INSTANCES if stage in by_instance]


def _figures(counts: Counts, months: int) -> YearlyFigures:
    if months == 0:
        return YearlyFigures(reported_months=0)
    return YearlyFigures(
        reported_months=months,
        carried=counts.carried,
        received=counts.received,
        resumed=counts.resumed,
        decided=counts.decided,
        otherwise=counts.otherwise,
        passed_onward=counts.passed_on,
        pending=counts.pending,
        appealed=counts.appealed,
        changed=counts.changed,
        remanded=counts.remanded,
        median_days=counts.median_days,
    )
