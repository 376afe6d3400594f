"""The state of a case (status, file, court, version) from which rules decide; nothing about people."""

from dataclasses import dataclass
from datetime import date

from services.case_registry.domain.words import Category, Kind, Restriction, Seat, Status


@dataclass(frozen=True, slots=True)
class Actor:
    """Whoever acts on a case: a member or its office, and its kind, as the gateway's voucher says."""

    seat: Seat
    kind: str
    officer: str | None = None

    def is_a(self, kind: Kind) -> bool:
        """Tell whether the actor's member is of that kind."""
        return self.kind == kind.value


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseState:
    """A case at one moment: what its history up to `version` adds up to."""

    case_id: str
    category: Category
    restriction: Restriction
    status: Status
    previous: Status | None = None  # where it stood before; None: as it was opened
    moved_on: date  # day of the latest move, or of the opening
    responsible: Seat  # who has the file
    court: Seat | None = None  # the court that has the case before it, or is designated to try it
    court_awaited: bool = False  # the designated court has not taken the file yet
    offered_to: Seat | None = None  # to whom the file is on its way: it sees the case, and answers
    involved: frozenset[str]  # members with a role in the case: they see it whatever its restriction
    version: int  # how many facts are on record
