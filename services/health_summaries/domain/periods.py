"""Parse DHIS2 periods (202601, 2026W1, 2026Q1, …) to their days and one canonical text.

DHIS2's own parser goes by the form alone (2026Q5 passes it). Here every text names days that exist, or is refused, and
two spellings of one period (2026-01 and 202601, 2026W01 and 2026W1) become the same text.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Final

from contracts.calendar import FIRST_YEAR, LAST_YEAR
from contracts.problems import InvalidInput
from services.health_summaries.errors import COMPLETE_DATE_ODD, NotAPeriod

# as DHIS2 writes moments, too: 2026-02-03T00:00:00.000+0000
_DAY_OR_MOMENT: Final = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:[T ][0-9:.]{5,15}(?:Z|[+-][0-9]{2}:?[0-9]{2})?)?")


class PeriodType(StrEnum):
    """The period types of DHIS2, by their names there."""

    DAILY = "Daily"
    WEEKLY = "Weekly"
    WEEKLY_WEDNESDAY = "WeeklyWednesday"
    WEEKLY_THURSDAY = "WeeklyThursday"
    WEEKLY_FRIDAY = "WeeklyFriday"
    WEEKLY_SATURDAY = "WeeklySaturday"
    WEEKLY_SUNDAY = "WeeklySunday"
    BI_WEEKLY = "BiWeekly"
    MONTHLY = "Monthly"
    BI_MONTHLY = "BiMonthly"
    QUARTERLY = "Quarterly"
    QUARTERLY_NOV = "QuarterlyNov"
    SIX_MONTHLY = "SixMonthly"
    SIX_MONTHLY_APRIL = "SixMonthlyApril"
    SIX_MONTHLY_NOV = "SixMonthlyNov"
    YEARLY = "Yearly"
    FINANCIAL_FEB = "FinancialFeb"
    FINANCIAL_APRIL = "FinancialApril"
    FINANCIAL_JULY = "FinancialJuly"
    FINANCIAL_AUG = "FinancialAug"
    FINANCIAL_SEP = "FinancialSep"
    FINANCIAL_OCT = "FinancialOct"
    FINANCIAL_NOV = "FinancialNov"


@dataclass(frozen=True, slots=True)
class Period:
    """One period: its canonical text, its type, its first and last day."""

    text: str
    type: PeriodType
    first: date
    last: date


@lru_cache(maxsize=4096)
def parse(text: str) -> Period:
    """Return the period that the text names, or raise `NotAPeriod`."""
    for type_, form, read in _FORMS:
        if match := form.fullmatch(text):
            if not FIRST_YEAR <= int(match[1]) <= LAST_YEAR:
                break  # of another era; and a quarter more would leave what a date can be
            try:
                return read(type_, *match.groups())
            except ValueError:
                break
    raise NotAPeriod(text)


def month_of(year: int, month: int) -> Period:
    """Return the period of a calendar month."""
    return _months(PeriodType.MONTHLY, f"{year:04}{month:02}", date(year, month, 1), 1)


def completed_on(stated: str | None) -> date | None:
    """Return the day on which the sender calls the set complete: a date, or the date of a moment, as it is stated.

    Raises `InvalidInput` for any other text.
    """
    if stated is None or not stated.strip():
        return None
    match = _DAY_OR_MOMENT.fullmatch(stated.strip())
    try:
        day = date.fromisoformat(match[1]) if match else None
    except ValueError:
        day = None
    if day is None or not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise InvalidInput(faults=[COMPLETE_DATE_ODD])
    return day


def _months(type_: PeriodType, text: str, first: date, count: int) -> Period:
    after = first.month - 1 + count
    return Period(text, type_, first, date(first.year + after // 12, after % 12 + 1, 1) - timedelta(days=1))


def _day(type_: PeriodType, year: str, month: str, day: str) -> Period:
    the_day = date(int(year), int(month), int(day))
    return Period(f"{year}{month}{day}", type_, the_day, the_day)


def _month(type_: PeriodType, year: str, month: str) -> Period:
    return _months(type_, year + month, date(int(year), int(month), 1), 1)


# A week belongs to the year that holds four of its days (ISO 8601), whichever day it begins on: week 1 holds 4 January.
_BEGINS: Final[Mapping[PeriodType, int]] = {
    PeriodType.WEEKLY: 0,
    PeriodType.WEEKLY_WEDNESDAY: 2,
    PeriodType.WEEKLY_THURSDAY: 3,
    PeriodType.WEEKLY_FRIDAY: 4,
    PeriodType.WEEKLY_SATURDAY: 5,
    PeriodType.WEEKLY_SUNDAY: 6,
    PeriodType.BI_WEEKLY: 0,
}
_WEEK: Final = timedelta(days=7)


def _first_week(year: int, begins: int) -> date:
    fourth = date(year, 1, 4)
    return fourth - timedelta(days=(fourth.weekday() - begins) % 7)


def _weeks(type_: PeriodType, year: str, sign: str, number: str) -> Period:
    span = 2 if type_ is PeriodType.BI_WEEKLY else 1
    begins = _BEGINS[type_]
    first = _first_week(int(year), begins) + _WEEK * span * (int(number) - 1)
    if int(number) < 1 or first >= _first_week(int(year) + 1, begins):
        raise ValueError(number)
    return Period(f"{year}{sign}{int(number)}", type_, first, first + _WEEK * span - timedelta(days=1))


# Parts of a year: how many there are, and the month with which the first begins. DHIS2 counts a year from November as
# the year it ends in: 2026NovQ1, 2026NovS1 and 2026Nov all begin in November 2025.
_PARTS: Final[Mapping[PeriodType, tuple[int, int]]] = {
    PeriodType.BI_MONTHLY: (6, 1),
    PeriodType.QUARTERLY: (4, 1),
    PeriodType.QUARTERLY_NOV: (4, -1),
    PeriodType.SIX_MONTHLY: (2, 1),
    PeriodType.SIX_MONTHLY_APRIL: (2, 4),
    PeriodType.SIX_MONTHLY_NOV: (2, -1),
    PeriodType.YEARLY: (1, 1),
    PeriodType.FINANCIAL_FEB: (1, 2),
    PeriodType.FINANCIAL_APRIL: (1, 4),
    PeriodType.FINANCIAL_JULY: (1, 7),
    PeriodType.FINANCIAL_AUG: (1, 8),
    PeriodType.FINANCIAL_SEP: (1, 9),
    PeriodType.FINANCIAL_OCT: (1, 10),
    PeriodType.FINANCIAL_NOV: (1, -1),
}


def _part(type_: PeriodType, text: str, year: str, number: str) -> Period:
    count, begins = _PARTS[type_]
    if not 1 <= int(number) <= count:
        raise ValueError(number)
    length = 12 // count
    month = int(year) * 12 + begins - 1 + length * (int(number) - 1)  # counted from January of year 0
    return _months(type_, text, date(month // 12, month % 12 + 1, 1), length)


def _two_months(type_: PeriodType, year: str, number: str) -> Period:
    return _part(type_, f"{year}{number}B", year, number)


def _numbered(type_: PeriodType, year: str, sign: str, number: str) -> Period:
    return _part(type_, year + sign + number, year, number)


def _whole(type_: PeriodType, year: str, sign: str) -> Period:
    return _part(type_, year + sign, year, "1")


_Reader = Callable[..., Period]
_YEAR: Final = "([0-9]{4})"


def _form(type_: PeriodType, rest: str, read: _Reader) -> tuple[PeriodType, re.Pattern[str], _Reader]:
    return type_, re.compile(_YEAR + rest), read  # [0-9], not \d: Lao digits are no digits of a period


_FORMS: Final = (
    _form(PeriodType.MONTHLY, "-?([0-9]{2})", _month),
    _form(PeriodType.DAILY, "([0-9]{2})([0-9]{2})", _day),
    _form(PeriodType.DAILY, "-([0-9]{2})-([0-9]{2})", _day),
    _form(PeriodType.WEEKLY, "(W)([0-9]{1,2})", _weeks),
    _form(PeriodType.WEEKLY_WEDNESDAY, "(WedW)([0-9]{1,2})", _weeks),
    _form(PeriodType.WEEKLY_THURSDAY, "(ThuW)([0-9]{1,2})", _weeks),
    _form(PeriodType.WEEKLY_FRIDAY, "(FriW)([0-9]{1,2})", _weeks),
    _form(PeriodType.WEEKLY_SATURDAY, "(SatW)([0-9]{1,2})", _weeks),
    _form(PeriodType.WEEKLY_SUNDAY, "(SunW)([0-9]{1,2})", _weeks),
    _form(PeriodType.BI_WEEKLY, "(BiW)([0-9]{1,2})", _weeks),
    _form(PeriodType.BI_MONTHLY, "(0[0-9])B", _two_months),
    _form(PeriodType.QUARTERLY, "(Q)([0-9])", _numbered),
    _form(PeriodType.QUARTERLY_NOV, "(NovQ)([0-9])", _numbered),
    _form(PeriodType.SIX_MONTHLY, "(S)([0-9])", _numbered),
    _form(PeriodType.SIX_MONTHLY_APRIL, "(AprilS)([0-9])", _numbered),
    _form(PeriodType.SIX_MONTHLY_NOV, "(NovS)([0-9])", _numbered),
    _form(PeriodType.YEARLY, "()", _whole),
    _form(PeriodType.FINANCIAL_FEB, "(Feb)", _whole),
    _form(PeriodType.FINANCIAL_APRIL, "(April)", _whole),
    _form(PeriodType.FINANCIAL_JULY, "(July)", _whole),
    _form(PeriodType.FINANCIAL_AUG, "(Aug)", _whole),
    _form(PeriodType.FINANCIAL_SEP, "(Sep)", _whole),
    _form(PeriodType.FINANCIAL_OCT, "(Oct)", _whole),
    _form(PeriodType.FINANCIAL_NOV, "(Nov)", _whole),
)
