"""Working days and public holidays of Vientiane, the last day of a period in days, months or working days. No I/O."""

import calendar
from collections.abc import Collection
from datetime import date, timedelta
from functools import lru_cache
from typing import Final

from contracts.codelists import CodeLists

HOLIDAYS: Final = "holidays"  # the national list

_WEEKEND: Final = (calendar.SATURDAY, calendar.SUNDAY)
_ONE: Final = timedelta(days=1)


@lru_cache(maxsize=4)  # an edition of the lists is one object until the next comes
def holidays_in(lists: CodeLists) -> frozenset[date]:
    """Return the public holidays of these lists; a code without its day is none."""
    found = set[date]()
    for known in lists.codes(HOLIDAYS).values():
        try:
            found.add(date.fromisoformat(str(known.attributes["on"])))
        except (KeyError, ValueError):
            continue  # an office gave its list another schema
    return frozenset(found)


def is_working(day: date, holidays: Collection[date]) -> bool:
    """Tell whether offices are open on that day: neither a Saturday or Sunday, nor a public holiday."""
    return day.weekday() not in _WEEKEND and day not in holidays


def months_later(day: date, months: int) -> date:
    """Return the same day of a later month, or that month's last day where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def working_days_later(day: date, days: int, holidays: Collection[date]) -> date:
    """Return the working day on which that many working days have passed; the day itself is not counted."""
    while days:
        day += _ONE
        days -= is_working(day, holidays)
    return day


def last_day(since: date, *, months: int, days: int, working: bool, holidays: Collection[date]) -> date:
    """Return the last day of a period: whole months first, then days; the day on which it begins is not counted."""
    later = months_later(since, months)
    return working_days_later(later, days, holidays) if working else later + timedelta(days=days)
