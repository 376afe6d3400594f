"""A clock that a test sets."""

from dataclasses import dataclass
from datetime import datetime


@dataclass
class SetClock:
    """Shows the moment it was given until it is given another."""

    moment: datetime

    def now(self) -> datetime:
        return self.moment
