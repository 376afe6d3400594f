"""What a data value set changed, as its import summary and its event count it."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Changes:
    """What a set changed: how many values, of which data elements, between which days."""

    imported: int = 0
    updated: int = 0
    deleted: int = 0
    elements: frozenset[str] = frozenset()
    first_day: date | None = None
    last_day: date | None = None

    def __add__(self, other: "Changes") -> "Changes":
        """Return the sum of both changes."""
        return Changes(
            self.imported + other.imported,
            self.updated + other.updated,
            self.deleted + other.deleted,
            self.elements | other.elements,
            min((day for day in (self.first_day, other.first_day) if day), default=None),
            max((day for day in (self.last_day, other.last_day) if day), default=None),
        )
