"""Consumer group member on the topic log; a partition is assigned by an advisory lock.

A partition belongs to whoever holds its advisory lock. Reading and committing use the very connection that holds the
lock, so a member that lost its partitions cannot move their positions any more.
"""

import asyncio
import math
import random
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import Final, Self

import asyncpg

from chassis.bus.envelope import from_document
from chassis.bus.port import Batch, Delivery, Partition, Unreadable
from chassis.bus.reachable import reachable
from chassis.postgres.advisory_locks import lock_key
from chassis.postgres.connection import connect, disconnect
from contracts.events import Event

POLL_S: Final = 0.2
_BALANCE_EVERY_S: Final = 1.0
_BATCH: Final = 100

_READ_NEXT: Final = """
SELECT mine.topic, mine.number, found."offset", found.envelope
FROM unnest($1::text[], $2::smallint[], $3::bigint[]) AS mine (topic, number, position)
CROSS JOIN LATERAL (
    SELECT "offset", envelope FROM log
    WHERE log.topic = mine.topic AND log.number = mine.number AND log."offset" >= mine.position
    ORDER BY "offset" LIMIT $4
) AS found
"""

_LAG: Final = """
SELECT mine.topic, sum(behind.events)::bigint
FROM unnest($2::text[], $3::smallint[]) AS mine (topic, number)
LEFT JOIN positions AS p ON p.consumer_group = $1 AND p.topic = mine.topic AND p.number = mine.number
CROSS JOIN LATERAL (
    SELECT count(*) AS events FROM log
    WHERE log.topic = mine.topic AND log.number = mine.number AND log."offset" >= coalesce(p.next_offset, 0)
) AS behind
GROUP BY mine.topic
"""

# pg_locks shows a 64-bit key as two halves (PostgreSQL manual, "Advisory Locks").
_MEMBERS: Final = """
SELECT count(*) FROM pg_locks JOIN pg_database ON pg_database.oid = pg_locks.database
WHERE locktype = 'advisory' AND granted AND objsubid = 1 AND datname = current_database()
  AND classid = $1::bigint::oid AND objid = $2::bigint::oid
"""


class PostgresSubscription:
    """Reads a fair share of the group's partitions."""

    def __init__(self, url: str, listeners: set[asyncio.Event], group: str, partitions: Sequence[Partition]) -> None:
        self._url = url
        self._listeners = listeners
        self._group = group
        self._partitions = partitions
        self._appended = asyncio.Event()
        self._positions: dict[Partition, int] = {}  # of the partitions that are ours
        self._waiting: list[Batch] = []
        self._balanced_at = -math.inf
        self._open: asyncpg.Connection | None = None

    async def __aenter__(self) -> Self:
        async with reachable():
            self._open = await connect(self._url, "bus")
            try:
                await self._open.execute("SELECT pg_advisory_lock_shared($1)", _lock_key(self._group))
            except BaseException:
                await disconnect(self._open)
                raise
        self._listeners.add(self._appended)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        self._listeners.discard(self._appended)
        await disconnect(self._connection)  # and with it every lock

    async def next(self) -> Batch:
        """Wait for a batch; partitions come in random order, so that nobody relies on an order."""
        async with reachable():
            while not self._waiting:
                if time.monotonic() - self._balanced_at > _BALANCE_EVERY_S:
                    await self._balance()
                self._appended.clear()
                self._waiting = await self._read()
                if not self._waiting:
                    await self._pause()
        batch = self._waiting.pop()
        self._positions[batch.partition] = batch.next_offset
        return batch

    async def commit(self, batch: Batch) -> None:
        """Move the group's committed offset behind this batch, never back."""
        if batch.partition not in self._positions:
            return
        async with reachable():
            await self._connection.execute(
                "INSERT INTO positions (consumer_group, topic, number, next_offset) VALUES ($1, $2, $3, $4) "
                "ON CONFLICT (consumer_group, topic, number) DO UPDATE "
                "SET next_offset = greatest(positions.next_offset, excluded.next_offset)",
                self._group,
                *batch.partition,
                batch.next_offset,
            )

    async def lag(self) -> Mapping[str, int]:
        """Return how many events of our partitions are not committed, by topic; asked over a connection of its own."""
        mine = list(self._positions)
        async with reachable():
            connection = await connect(self._url, "bus")  # ours may be in the middle of reading
            try:
                rows = await connection.fetch(
                    _LAG, self._group, [place.topic for place in mine], [place.number for place in mine]
                )
            finally:
                await disconnect(connection)
        return dict.fromkeys({place.topic for place in self._partitions}, 0) | {row[0]: row[1] for row in rows}

    @property
    def _connection(self) -> asyncpg.Connection:
        if self._open is None:
            message = "enter the subscription first"
            raise RuntimeError(message)
        return self._open

    async def _pause(self) -> None:
        try:
            async with asyncio.timeout(POLL_S):
                await self._appended.wait()
        except TimeoutError:
            return

    async def _read(self) -> list[Batch]:
        mine = list(self._positions.items())
        rows = await self._connection.fetch(
            _READ_NEXT,
            [partition.topic for partition, _ in mine],
            [partition.number for partition, _ in mine],
            [position for _, position in mine],
            _BATCH,
        )
        by_partition: dict[Partition, list[Delivery]] = defaultdict(list)
        for row in rows:
            partition = Partition(row["topic"], row["number"])
            by_partition[partition].append(Delivery(row["offset"], _content(row["envelope"])))
        batches = [
            Batch(partition, sorted(deliveries, key=lambda delivery: delivery.offset))
            for partition, deliveries in by_partition.items()
        ]
        random.shuffle(batches)
        return batches

    async def _balance(self) -> None:
        """Lock free partitions up to a fair share of the group's, and unlock those beyond it."""
        self._balanced_at = time.monotonic()
        key = _lock_key(self._group) & 0xFFFF_FFFF_FFFF_FFFF
        members = await self._connection.fetchval(_MEMBERS, key >> 32, key & 0xFFFF_FFFF)
        share = math.ceil(len(self._partitions) / max(members, 1))
        for partition in list(self._positions)[share:]:
            del self._positions[partition]
            await self._connection.execute("SELECT pg_advisory_unlock($1)", _lock_key(self._group, partition))
        for partition in self._partitions:
            if len(self._positions) < share and partition not in self._positions:
                await self._take(partition)

    async def _take(self, partition: Partition) -> None:
        if not await self._connection.fetchval("SELECT pg_try_advisory_lock($1)", _lock_key(self._group, partition)):
            return
        committed = await self._connection.fetchval(
            "SELECT next_offset FROM positions WHERE consumer_group = $1 AND topic = $2 AND number = $3",
            self._group,
            *partition,
        )
        self._positions[partition] = committed or 0


def _lock_key(group: str, partition: Partition | None = None) -> int:
    return lock_key(group, partition.topic, str(partition.number)) if partition else lock_key(group)


def _content(envelope: bytes) -> Event | Unreadable:
    try:
        return from_document(envelope)
    except ValueError as fault:
        return Unreadable("", envelope, f"not a CloudEvent: {fault}")
