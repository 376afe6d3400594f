"""Models of ICT projects and equipment, so that overlapping investment is seen before it is made.

After Kim 2018: ICT projects are reported before implementation (§5.2); systems and equipment are inventoried (§5.5).
"""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Annotated, ClassVar, Final

from pydantic import Field, StringConstraints

from contracts.calendar import Day
from gateway.directory.entry import Entry, Line, Part, Slug
from gateway.directory.organisations import Place

Topic = Annotated[str, StringConstraints(min_length=1, max_length=100)]
Touched = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Reason = Annotated[str, StringConstraints(min_length=1, max_length=2000)]


class Side(StrEnum):
    """Who speaks about a project: its owner, or the authority that decides on it."""

    OWNER = "owner"
    AUTHORITY = "authority"


class Status(StrEnum):
    """Where a project stands."""

    REPORTED = "reported"
    APPROVED = "approved"
    REFUSED = "refused"
    DEFERRED = "deferred"
    RUNNING = "running"
    FINISHED = "finished"
    STOPPED = "stopped"


_BOTH: Final = frozenset(Side)
_DECIDES: Final = frozenset({Side.AUTHORITY})

# A project is reported before it runs, and runs only after the authority has said yes. What already ran when the
# register was opened is entered as it is, by the authority alone (None: not in the register yet).
MOVES: Final[Mapping[Status | None, Mapping[Status, frozenset[Side]]]] = {
    None: dict.fromkeys(Status, _DECIDES) | {Status.REPORTED: _BOTH},
    Status.REPORTED: {Status.APPROVED: _DECIDES, Status.REFUSED: _DECIDES, Status.DEFERRED: _DECIDES}
    | {Status.STOPPED: _BOTH},
    Status.DEFERRED: {Status.APPROVED: _DECIDES, Status.REFUSED: _DECIDES, Status.STOPPED: _BOTH},
    Status.APPROVED: {Status.RUNNING: _BOTH, Status.STOPPED: _BOTH},
    Status.RUNNING: {Status.FINISHED: _BOTH, Status.STOPPED: _BOTH},
    Status.REFUSED: {Status.REPORTED: _BOTH},
    Status.FINISHED: {},
    Status.STOPPED: {},
}
_OUTCOMES: Final = frozenset({Status.APPROVED, Status.REFUSED, Status.DEFERRED})


class Budget(Part):
    """How much money, in whole units of a currency."""

    amount: Annotated[int, Field(ge=0, le=2**53 - 1)]
    currency: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]


class Decision(Part):
    """What the authority said about a project."""

    outcome: Status
    on: Day
    reason: Reason | None = None


class Project(Entry):
    """An ICT project of a member."""

    KIND: ClassVar[str] = "project"

    id: Slug
    owner_: Slug = Field(alias="owner")
    lo: Line
    en: Line | None = None
    donor: Line | None = None
    budget: Budget | None = None
    systems: tuple[Touched, ...] = ()
    topics: tuple[Topic, ...] = ()
    status: Status
    reported_on: Day | None = None
    starts_on: Day | None = None
    decision: Decision | None = None

    @property
    def key(self) -> str:
        """Its id."""
        return self.id

    @property
    def owner(self) -> str | None:
        """The member whose project it is."""
        return self.owner_

    def words(self) -> Sequence[str | None]:
        """Return its titles, its money and what it touches."""
        return [self.id, self.lo, self.en, self.donor, *self.systems, *self.topics]

    def shares(self) -> Sequence[str]:
        """Return the systems and topics that another investment may be about, too."""
        return [*self.systems, *self.topics]


class Equipment(Entry):
    """A system or a piece of equipment that a member has."""

    KIND: ClassVar[str] = "equipment"

    id: Slug
    owner_: Slug = Field(alias="owner")
    kind: Slug
    lo: Line
    en: Line | None = None
    place: Place | None = None
    acquired_on: Day | None = None
    maintainer: Line | None = None
    systems: tuple[Touched, ...] = ()
    topics: tuple[Topic, ...] = ()
    retired_on: Day | None = None

    @property
    def key(self) -> str:
        """Its id in the inventory."""
        return self.id

    @property
    def owner(self) -> str | None:
        """The member that has it."""
        return self.owner_

    def words(self) -> Sequence[str | None]:
        """Return its names, its maintainer and what it serves."""
        return [self.id, self.kind, self.lo, self.en, self.maintainer, *self.systems, *self.topics]

    def shares(self) -> Sequence[str]:
        """Return the systems and topics that it serves already."""
        return [*self.systems, *self.topics]


def fault_of(before: "Project | None", after: Project, side: Side) -> str | None:
    """Return why a project may not be filed so, in one sentence; None when it may."""
    came_from = before.status if before else None
    if after.status != came_from and side not in MOVES[came_from].get(after.status, frozenset()):
        was = f"is {came_from}" if came_from else "is new"
        return f"project {after.id} {was} and cannot be made {after.status} by its {side}"
    if side is Side.OWNER and after.decision != (before.decision if before else None):
        return f"project {after.id}: the decision is the authority's to write"
    if after.decision and after.decision.outcome not in _OUTCOMES:
        return f"project {after.id}: a decision is {', '.join(sorted(_OUTCOMES))}"
    if after.status in _OUTCOMES and (after.decision is None or after.decision.outcome != after.status):
        return f"project {after.id} is {after.status} and its decision does not say so"
    return None
