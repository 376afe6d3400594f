"""Query parameters for the days of a report."""

from datetime import date, timedelta
from typing import Annotated, Final

from fastapi import Depends, Query

from chassis.http.transactional_route import UnitDep
from contracts.calendar import LAST_YEAR, VIENTIANE, Day, years_said
from contracts.problems import Fault, InvalidInput
from gateway.ledger.service.domain.period import Period

LONGEST_DAYS: Final = 92
_ODD: Final = Fault(
    code="period",
    location="query",
    name="to",
    en="A report is about 1 to 92 days, from its first to its last.",
    lo="ລາຍງານກວມເອົາ 1 ຫາ 92 ວັນ, ແຕ່ວັນທຳອິດຮອດວັນສຸດທ້າຍ.",
    params={"limit": LONGEST_DAYS},
)

_From = Annotated[Day | None, Query(alias="from", description="First day; the first of this month unless said.")]
_To = Annotated[Day | None, Query(description="Last day; the last of the first day's month unless said.")]
_Month = Annotated[
    str | None,
    Query(
        pattern="^20[0-9]{2}-(0[1-9]|1[0-2])$",
        description="The month, as 2026-11; the last one that is over unless said.",
        json_schema_extra={"x-message": years_said(2000, LAST_YEAR)},
    ),
]


# `async`, though they wait for nothing: FastAPI sends plain functions to a thread, which costs more than the function
async def _period(unit: UnitDep, first: _From = None, to: _To = None) -> Period:
    first = first or unit.now.astimezone(VIENTIANE).date().replace(day=1)
    found = Period(first, to or Period.month(first.replace(day=1)).last)
    if not 0 <= (found.last - found.first).days < LONGEST_DAYS:
        raise InvalidInput(faults=[_ODD])
    return found


async def _whole_month(unit: UnitDep, month: _Month = None) -> Period:
    if month is not None:
        return Period.month(date.fromisoformat(f"{month}-01"))
    this = unit.now.astimezone(VIENTIANE).date().replace(day=1)
    return Period.month((this - timedelta(days=1)).replace(day=1))


PeriodDep = Annotated[Period, Depends(_period)]
MonthDep = Annotated[Period, Depends(_whole_month)]
