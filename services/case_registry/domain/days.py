"""Days as the offices count them: in Vientiane, in the common era, and not before they have come."""

from datetime import date, datetime

from contracts.calendar import VIENTIANE
from contracts.problems import Fault, InvalidInput
from services.case_registry.errors.days import buddhist_era, not_come_yet


def today(now: datetime) -> date:
    """Return the date on the wall of an office."""
    return now.astimezone(VIENTIANE).date()


def fault(day: date, now: datetime, pointer: str) -> Fault | None:
    """Return what is wrong with a day that has not begun in Vientiane; `pointer` is where it was stated."""
    if day <= today(now):
        return None
    return buddhist_era(pointer) if day.year > today(now).year + 1 else not_come_yet(pointer)


def must_have_come(day: date, now: datetime, pointer: str) -> None:
    """Raise `InvalidInput` for a day that has not begun in Vientiane; `pointer` is where it was stated."""
    found = fault(day, now, pointer)
    if found is not None:
        raise InvalidInput(faults=[found])
