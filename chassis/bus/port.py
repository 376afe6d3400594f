"""Port of the event bus: at-least-once delivery, in order per key; partitions in no order.

Delivery is at least once, in order per key, partitions in no order. What must happen exactly once is the consumer's
inbox to guard, not the bus.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import NamedTuple, Protocol, Self

from contracts.events import Event


class BusUnavailable(Exception):  # noqa: N818 (it says what is the matter)
    """The bus cannot be reached now; nothing is lost, and the same call may be repeated."""


class BusRefused(BusUnavailable):
    """The bus answers and refuses us, or lacks a topic: somebody has to mend it. Nothing is lost; what waits goes then.

    `code` is the alarm's, `bus-refused` or `topic-missing`.
    """

    def __init__(self, code: str, en: str, lo: str) -> None:
        super().__init__(en)
        self.code, self.en, self.lo = code, en, lo

    @property
    def kind(self) -> str:
        """What makes it another fault than the one before: for the log, which has a line for each."""
        return self.en


class TopicsContradicted(Exception):  # noqa: N818 (same)
    """A topic has another number of partitions than `deploy/topics.toml`; its keys would lose their order."""


class Partition(NamedTuple):
    """One ordered log of a topic."""

    topic: str
    number: int


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A message that is no CloudEvent, as raw bytes, with the fault."""

    key: str
    raw: bytes
    fault: str


@dataclass(frozen=True, slots=True)
class Delivery:
    """One message at an offset of a partition: an event, or an unreadable one."""

    offset: int
    content: Event | Unreadable


@dataclass(frozen=True, slots=True)
class Batch:
    """Deliveries of one partition in offset order; never empty."""

    partition: Partition
    deliveries: Sequence[Delivery]

    @property
    def next_offset(self) -> int:
        """Return the offset at which the group continues once this batch is committed."""
        return self.deliveries[-1].offset + 1


class Producer(Protocol):
    """Publishes events to the bus."""

    async def publish(self, events: Sequence[Event]) -> None:
        """Return when all events are stored, in order per key; raise `BusUnavailable` if they may not be."""
        ...

    async def close(self) -> None:
        """Close the connection."""
        ...


class Subscription(Protocol):
    """Consumer group member; reads the partitions that are assigned to it."""

    async def __aenter__(self) -> Self:
        """Join the group; raise `BusUnavailable` when that is not possible now."""
        ...

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        """Leave the group, so that other members take over at once."""
        ...

    async def next(self) -> Batch:
        """Wait for a batch of any assigned partition; what is not committed is delivered again."""
        ...

    async def lag(self) -> Mapping[str, int]:
        """Return how many events are not yet committed in the partitions that are assigned to us, by topic."""
        ...

    async def commit(self, batch: Batch) -> None:
        """Commit this batch for the group; does nothing when its partition is no longer assigned to us."""
        ...


class Bus(Protocol):
    """Makes producers and subscriptions."""

    @property
    def system(self) -> str:
        """What it is called in traces (`messaging.system` of the semantic conventions)."""
        ...

    async def producer(self) -> Producer:
        """Return a new producer with its own connection."""
        ...

    def subscribe(self, group: str, topics: Sequence[str]) -> Subscription:
        """Return a subscription, to be entered; a new group begins with the oldest retained events."""
        ...

    def alarms(self) -> Mapping[str, str]:
        """Return what keeps events from leaving or coming until somebody mends it, by code, in both languages."""
        ...

    async def watch(self, owned: Sequence[str]) -> None:
        """Look until cancelled whether the bus would take events of these topics; what it refuses is an alarm."""
        ...

    async def close(self) -> None:
        """Close what the bus shares among producers and subscriptions."""
        ...
