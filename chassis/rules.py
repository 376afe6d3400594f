"""What a component says about an event type: how it is handled, and what happens when that fails."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from chassis.unit import Unit
from contracts.events import Event

Handler = Callable[[Unit, Event], Awaitable[None]]


class UnknownSubject(Exception):  # noqa: N818 (it says what is the matter)
    """The event is about something that this component does not have."""


class DeadLetter:
    """Put the event aside with its reason; it and the later events of its key wait for a replay."""


@dataclass(frozen=True, slots=True)
class Ignore:
    """The event does not concern us, for this reason; it counts as consumed."""

    reason: str


@dataclass(frozen=True, slots=True)
class Retry:
    """Try again, with growing pauses, before giving up on the event."""

    times: int = 5
    then: type[DeadLetter] = DeadLetter
    first_pause_s: float = 0.1


@dataclass(frozen=True, slots=True)
class Rule:
    """How events of one type are handled, and what happens when that fails."""

    handle: Handler
    fault: Retry = Retry()
    unknown_subject: Ignore | type[DeadLetter] = DeadLetter
