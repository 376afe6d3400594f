"""Compute the register of criminal work of prosecutors' offices."""

from collections.abc import Sequence

from chassis.unit.unit import Unit
from contracts.catalogue import Catalogue
from contracts.national.justice.criminal_work_register import CriminalWorkRegister, CriminalWorkRow
from contracts.national.justice.monthly_register import RegisterFigure, RegisterMonth
from services.case_registry.domain import criminal_work as rules
from services.case_registry.domain import days
from services.case_registry.domain.categories import counted
from services.case_registry.domain.criminal_work import Row
from services.case_registry.domain.reads import Read
from services.case_registry.domain.registers import Status, months_of
from services.case_registry.domain.words import Kind
from services.case_registry.store import criminal_work as store
from services.case_registry.store import stays
from services.case_registry.usecases.asking import Asker, readable, sight_of
from services.case_registry.wire.criminal_work import CriminalWorkQuery


async def criminal_work_register(unit: Unit, asker: Asker, query: CriminalWorkQuery) -> CriminalWorkRegister:
    """Return the register of a year; a month that nobody in question reported has no figures.

    As in the monthly register, open cases of a silent office stay in the sums.
    """
    today = days.today(unit.now)
    year = query.year or today.year
    offices = [query.seat.wanted(asker.organisations), readable(sight_of(unit, asker, Read.CRIMINAL_WORK))]
    categories = counted(query.category, asker.code_lists)
    prosecutors = asker.members_of(Kind.PROSECUTOR)
    scope = stays.scope_of(Kind.PROSECUTOR, prosecutors, offices, categories)
    tally = await store.tally(unit, scope, year, today, carried=query.carried_over)
    # a month is told of by whatever the office has recorded, in any category
    told = await stays.reported_months(unit, Kind.PROSECUTOR, prosecutors, offices, year)
    months = [
        RegisterMonth(month=month, status=status, offices=len(told), reporting=reporting)
        for month, status, reporting in months_of(list(told.values()), year)
    ]
    reported = [month.month for month in months if month.status != Status.NOT_REPORTED]
    values = rules.figures(tally)
    return CriminalWorkRegister(
        year=year,
        member=query.seat.member,
        office=query.seat.office,
        below=query.seat.below or None,
        category=query.category,
        carried_over=query.carried_over,
        computed_at=unit.now,
        months=months,
        rows=[_row(row, values[row], reported) for row in Row],
    )


def _row(row: Row, values: Sequence[int], reported: Sequence[int]) -> CriminalWorkRow:
    named = Catalogue.load().codelist("criminal-work-row").codes[row.value]
    figures = [RegisterFigure(month=month, value=values[month - 1]) for month in reported]
    return CriminalWorkRow(row=row.value, lo=named.lo, en=named.en, figures=figures)
