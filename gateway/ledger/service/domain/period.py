"""Periods of reports: whole days in the time zone of Lao offices."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from contracts.calendar import VIENTIANE


@dataclass(frozen=True, slots=True)
class Period:
    """From the first day to the last, both included."""

    first: date
    last: date

    @classmethod
    def month(cls, first: date) -> "Period":
        """Return the month that begins on this day."""
        return cls(first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1))

    @property
    def begins_at(self) -> datetime:
        """The first moment of the period."""
        return midnight(self.first)

    @property
    def ends_at(self) -> datetime:
        """The first moment after the period."""
        return midnight(self.last + timedelta(days=1))


def midnight(day: date) -> datetime:
    """Return the first moment of a day."""
    return datetime.combine(day, time(), VIENTIANE)
