"""Numbers of a vital event: the tracking id before its registration, and the registration number after it. No I/O."""

import re
from typing import Final

from contracts.official_numbers import normal_number
from contracts.seats import Seat
from services.civil_registration.domain.kinds import KINDS, EventKind

_PLAIN: Final = re.compile("[^A-Z0-9]+")


def tracking_id(kind: EventKind, event_id: str) -> str:
    """Return the tracking id that people quote before registration: a letter, and the last 8 characters of the id."""
    return KINDS[kind].letter + event_id[-8:].upper()


def series_of(seat: Seat) -> tuple[str, str]:
    """Return the codes of which one stands in front of the numbers of an office: its own, else with its member's.

    The second is for an office whose code another member's office already has in front of its numbers.
    """
    office, member = _plain(seat.office), _plain(seat.member)
    return office, f"{member}-{office}"


def registration_number(series: str, kind: EventKind, year: int, serial: int) -> str:
    """Return the registration number: office, kind, year, and the serial of that kind and year with six digits."""
    return f"{series}-{KINDS[kind].letter}-{year}-{serial:06d}"


def paper_number(seat: Seat, kind: EventKind, year: int, printed: str) -> str:
    """Return the registration number of what an old book has: office, kind, year, and P with the number of the book.

    No serial is spent on it, and no serial is like it.
    """
    return f"{series_of(seat)[1]}-{KINDS[kind].letter}-{year}-P{normal_number(printed)}"


def _plain(code: str) -> str:
    return _PLAIN.sub("-", code.upper()).strip("-")
