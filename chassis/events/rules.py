"""Consumer rules: the handler of an event type, and what happens when it fails."""

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
    """Make the event a dead letter; it and the later events of its key wait for a replay."""


@dataclass(frozen=True, slots=True)
class Ignore:
    """Count the event as consumed, for this reason."""

    reason: str


@dataclass(frozen=True, slots=True)
class Retry:
    """Repeat with growing pauses, `times` times in all, then give up on the event."""

    times: int = 5
    then: type[DeadLetter] = DeadLetter
    first_pause_s: float = 0.1


@dataclass(frozen=True, slots=True)
class Reader:
    """What `prepare` reads from: the component's own database, and other services through the gateway."""

    units: Units
    gateway: Reads


@dataclass(frozen=True, slots=True)
class Prepared(Generic[T]):
    """Handler in two steps: `prepare` reads before the transaction, `handle` gets its result inside of it.

    A gateway that cannot answer now is waited for like a database that is away; what it refuses is a fault.
    """

    prepare: Callable[[Reader, Event], Awaitable[T]]
    handle: Callable[[Unit, Event, T], Awaitable[None]]

    async def ready(self, reader: Reader, event: Event) -> Handler:
        """Read what the event needs; return the handler that uses it."""
        prepared = await self.prepare(reader, event)

        async def handle(unit: Unit, event: Event) -> None:
            await self.handle(unit, event, prepared)

        return handle


@dataclass(frozen=True, slots=True)
class Rule:
    """How events of one type are handled, and what happens when that fails."""

    handle: Handler | Prepared[Any]  # Any: what is found is between the two halves of one rule
    fault: Retry = Retry()
    unknown_subject: Ignore | type[DeadLetter] = DeadLetter
