"""Actions, the append-only log of a vital event, and the transition table of its states."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final

from contracts.calendar import VIENTIANE
from contracts.seats import Seat
from services.civil_registration.errors import EventMoveNotAllowed


class State(StrEnum):
    """The state of a vital event."""

    NOTIFIED = "notified"  # known to the office, but not complete
    DECLARED = "declared"
    REGISTERED = "registered"


class Role(StrEnum):
    """The parts in which an office changes the state of a vital event: it declared it, or registers it."""

    DECLARER = "declarer"
    REGISTRAR = "registrar"


class Kind(StrEnum):
    """The kinds of action."""

    NOTIFY = "notify"
    DECLARE = "declare"
    REGISTER = "register"


# A notice gives no legal status, and nobody but the registrar gives one; what is registered stays as it is.
MOVES: Final[Mapping[State, Mapping[State, frozenset[Role]]]] = {
    State.NOTIFIED: {State.DECLARED: frozenset({Role.DECLARER, Role.REGISTRAR})},
    State.DECLARED: {State.REGISTERED: frozenset({Role.REGISTRAR})},
    State.REGISTERED: {},
}
LEADS_TO: Final[Mapping[Kind, State]] = {
    Kind.NOTIFY: State.NOTIFIED,
    Kind.DECLARE: State.DECLARED,
    Kind.REGISTER: State.REGISTERED,
}


@dataclass(frozen=True, slots=True)
class Author:
    """The author of an action: seat, system, officer, and the moment."""

    seat: Seat
    system: str
    officer: str | None
    at: datetime

    @property
    def today(self) -> date:
        """The day in Vientiane at that moment."""
        return self.at.astimezone(VIENTIANE).date()


@dataclass(frozen=True, slots=True)
class Action:
    """One entry of the log; it is written once and never changed."""

    kind: Kind
    author: Author
    content: Mapping[str, Any]  # Any: a JSON document of its kind, as kept


def move(current: State, target: State, role: Role) -> State:
    """Return the new state, or raise `EventMoveNotAllowed` naming the moves that are."""
    if role not in MOVES[current].get(target, ()):
        raise EventMoveNotAllowed(current, target, [state for state, roles in MOVES[current].items() if role in roles])
    return target
