"""What a component says about an event type: how it is handled, and what happens when that fails."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from chassis.client.own_system import Reads
from chassis.unit.unit import Unit
from chassis.unit.units import Units
from contracts.events import Event

Handler = Callable[[Unit, Event], Awaitable[None]]
T = TypeVar("T")


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
class Reader:
    """What a preparation may look at: our own database, and through the gateway what others keep."""

    units: Units
    gateway: Reads


@dataclass(frozen=True, slots=True)
class Prepared(Generic[T]):
    """A handler that needs more than the event: `prepare` reads before the transaction, `handle` gets what it found.

    A gateway that cannot answer now is waited for like a database that is away; what it refuses is a fault.
    """

    prepare: Callable[[Reader, Event], Awaitable[T]]
    handle: Callable[[Unit, Event, T], Awaitable[None]]

    async def ready(self, reader: Reader, event: Event) -> Handler:
        """Return the handler with what was found for this event."""
        found = await self.prepare(reader, event)

        async def handle(unit: Unit, event: Event) -> None:
            await self.handle(unit, event, found)

        return handle


@dataclass(frozen=True, slots=True)
class Rule:
    """How events of one type are handled, and what happens when that fails."""

    handle: Handler | Prepared[Any]  # Any: what is found is between the two halves of one rule
    fault: Retry = Retry()
    unknown_subject: Ignore | type[DeadLetter] = DeadLetter
