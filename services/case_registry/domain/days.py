"""Calendar days in Vientiane: today, the morning of a day, and the faults of days to come or in the Buddhist era."""

from datetime import date, datetime, time, timedelta

from contracts.calendar import LAST_YEAR, VIENTIANE
from contracts.problems import Fault, InvalidInput
from services.case_registry.errors.days import buddhist_era, not_come_yet


def today(now: datetime) -> date:
    """Return the date in Vientiane at this moment."""
    return now.astimezone(VIENTIANE).date()


def morning(day: date) -> datetime:
    """Return the moment when the day begins in Vientiane."""
    return datetime.combine(day, time(), VIENTIANE)


def end_of(day: date) -> datetime:
    """Return the moment when the day has ended in Vientiane: the next one begins."""
    return morning(day + timedelta(days=1))


def fault(day: date, now: datetime, pointer: str) -> Fault | None:
    """Return the fault of a day that has not begun in Vientiane, or None; `pointer` is where it was stated."""
    if day <= today(now):
        return None
    # 2030 is a slip of the finger
    return buddhist_era(pointer) if day.year > LAST_YEAR else not_come_yet(pointer)


def must_have_come(day: date, now: datetime, pointer: str) -> None:
    """Raise `InvalidInput` for a day that has not begun in Vientiane; `pointer` is where it was stated."""
    future = fault(day, now, pointer)
    if future is not None:
        raise InvalidInput(faults=[future])
