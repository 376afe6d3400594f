"""The state of a case (status, file, court, offices with a part in it) and who acts on it; nothing about people."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Self

from contracts.codelists import CodeLists
from contracts.organisations import Organisations
from contracts.seats import Seat, Standing
from contracts.spoken import LANGUAGES, Named
from services.case_registry.domain.categories import known_category
from services.case_registry.domain.words import Kind, Part, Restriction, Status, Way


def _above_none(_seat: Seat) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Actor:
    """Whoever acts on a case: the office it acts from and the kind of its member, as the gateway's voucher says."""

    standing: Standing
    kind: str
    officer: str | None = None
    organisations: Organisations = field(default_factory=Organisations)
    is_above: Callable[[Seat], bool] = _above_none  # its office stands in the line above that seat
    code_lists: CodeLists = field(default_factory=CodeLists)

    @property
    def seat(self) -> Seat:
        """The seat that it acts from."""
        return self.standing.seat

    def is_a(self, kind: Kind) -> bool:
        """Tell whether the actor's member is of that kind."""
        return self.kind == kind.value

    def is_own(self, seat: Seat) -> bool:
        """Tell whether a record of that seat is its own: its office has it, or took it over with a closed one."""
        return self.standing.is_own(seat)

    def way_of(self, state: "CaseState") -> Way:
        """Return the way that the case goes by its category; raise `CategoryUnknown` for one that is not known here."""
        return known_category(state.category, self.code_lists).way

    def named(self, seat: Seat) -> Named:
        """Return who acts for that seat now, for a refusal: a closed office is named with its successor."""
        named, holder = self.organisations.named(seat), self.organisations.named(self.organisations.holder(seat))
        return named if holder == named else Named(*(f"{holder.said(each)} ({named.said(each)})" for each in LANGUAGES))


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseState:
    """A case at one moment: what its history up to `version` adds up to."""

    case_id: str
    category: str  # a national code; what the rules ask of it are its attributes
    restriction: Restriction
    status: Status
    previous: Status | None = None  # where it stood before; None: as it was opened, or came from an earlier system
    before_pause: Status | None = None  # during a pause: where it stood before it came to `previous`
    moved_on: date  # day of the latest move, or of the opening
    responsible: Seat  # who has the file
    court: Seat | None = None  # the court that has the case before it, or is designated to try it
    court_awaited: bool = False  # the designated court has not taken the file yet
    offered_to: Seat | None = None  # to whom the file is on its way: it sees the case, and answers
    defendant: str | None = None  # the status of the defendant, where competence depends on it: a national code
    involved: frozenset[tuple[Seat, Part]]  # offices with a part in the case: they see it whatever its restriction
    version: int  # how many facts are on record

    def with_part(self, seat: Seat, *parts: Part) -> Self:
        """Return the case in which that office has these parts, too."""
        return replace(self, involved=self.involved | {(seat, part) for part in parts})
