"""Numbers and moments as pages write them, alike in Lao and English."""

from datetime import datetime
from typing import Final

from contracts.calendar import VIENTIANE

NARROW_SPACE: Final = "\u202f"  # between thousands: read alike in both languages
UNKNOWN: Final = "\u2013"


def number(value: int | None) -> str:
    """Return 1 234 567, or a dash for what is not known."""
    return UNKNOWN if value is None else f"{value:,}".replace(",", NARROW_SPACE)


def moment(at: datetime) -> str:
    """Return a moment as 31/12/2026 23:59, by the clock of the offices."""
    return f"{at.astimezone(VIENTIANE):%d/%m/%Y %H:%M}"
