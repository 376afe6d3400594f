"""The bus as a port: what carries events, whoever carries it.

Delivery is at least once, in order per key, partitions in no order. What must happen exactly once is the consumer's
inbox to guard, not the bus.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import NamedTuple, Protocol, Self

from contracts.events import Event


class BusUnavailable(Exception):  # noqa: N818 (it says what is the matter)
    """The bus cannot be reached now; nothing is lost, try again."""


class TopicsContradicted(Exception):  # noqa: N818 (same)
    """A topic exists with other partitions than `deploy/topics.toml` says, which would break the order of its keys."""


class Partition(NamedTuple):
    """One ordered log of a topic."""

    topic: str
    number: int


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A message that is no event: kept as it came, with what is wrong with it."""

    key: str
    raw: bytes
    fault: str


@dataclass(frozen=True, slots=True)
class Delivery:
    """What lies at one offset of a partition."""

    offset: int
    content: Event | Unreadable


@dataclass(frozen=True, slots=True)
class Batch:
    """Deliveries of one partition, in its order; never empty."""

    partition: Partition
    deliveries: Sequence[Delivery]

    @property
    def next_offset(self) -> int:
        """Return where the group continues once this batch is committed."""
        return self.deliveries[-1].offset + 1


class Producer(Protocol):
    """Puts events on the bus."""

    async def publish(self, events: Sequence[Event]) -> None:
        """Return when all events are safely on the bus, in order per key; raise `BusUnavailable` if they may not be."""
        ...

    async def close(self) -> None:
        """Let go of the connection."""
        ...


class Subscription(Protocol):
    """A member of a consumer group, reading the partitions that fall to it."""

    async def __aenter__(self) -> Self:
        """Join the group; raise `BusUnavailable` when that is not possible now."""
        ...

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        """Leave the group, so that others take over at once."""
        ...

    async def next(self) -> Batch:
        """Wait for a batch from any partition of ours; what is not committed comes again to whoever has it next."""
        ...

    async def commit(self, batch: Batch) -> None:
        """Record that the group is done with this batch; when the partition is no longer ours, nothing happens."""
        ...


class Bus(Protocol):
    """Where producers and subscriptions come from."""

    async def producer(self) -> Producer:
        """Return a producer of the caller's own."""
        ...

    def subscribe(self, group: str, topics: Sequence[str]) -> Subscription:
        """Return a subscription to be entered; a new group begins with the oldest events that are kept."""
        ...

    async def close(self) -> None:
        """Let go of everything."""
        ...
