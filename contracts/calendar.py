"""The country's own day: where the offices are, it begins seven hours before UTC's."""

from datetime import timedelta, timezone
from typing import Final

VIENTIANE: Final = timezone(timedelta(hours=7), "Asia/Vientiane")  # no daylight saving
