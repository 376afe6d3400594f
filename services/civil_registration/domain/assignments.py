"""Who in the office works on an event: an officer, or a deputy for a time. No I/O."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from services.civil_registration.domain.actions import Action


@dataclass(frozen=True, slots=True)
class Assignment:
    """Who in the office works on the event, and until when."""

    officer: str
    until: datetime | None
    deputy: bool

    def holds(self, now: datetime) -> bool:
        """Tell whether it has not expired."""
        return self.until is None or now < self.until


def assigned(assignments: Sequence[Assignment], action: Action) -> tuple[Assignment, ...]:
    """Return them after this action: a deputy stands in for whoever was named before, another officer follows."""
    told = action.content
    until = told.get("until")
    new = Assignment(
        str(told["officer"]), None if until is None else datetime.fromisoformat(until), bool(told.get("deputy", False))
    )
    kept = tuple(each for each in assignments if new.deputy and not each.deputy)
    return (*kept, new)
