"""The bus on PostgreSQL, for the one-process run: a partitioned log in a database of its own.

Offsets are allotted under the row lock of their partition and become visible in that order, because the lock is held
until the commit: a reader may page by offset, which it never could by a sequence.
"""

import asyncio
import math
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

import asyncpg

from chassis.bus.envelope import to_document
from chassis.bus.port import Partition, TopicsContradicted
from chassis.bus.postgres_subscription import PostgresSubscription
from chassis.bus.reachable import reachable
from chassis.bus.topic_plan import Found, Shape, wanted
from chassis.bus.topics import UnknownTopic, partition_of, topic, topics
from chassis.postgres.connection import connect, disconnect
from chassis.postgres.database import migrate
from contracts.events import Event

_FORGET_EVERY_S: Final = 3600.0


class PostgresBus:
    """Bus in one database; subscribers of this process are woken at once, others poll five times a second."""

    system: Final = "postgresql"

    def __init__(self, url: str) -> None:
        self._url = url
        self._listeners: set[asyncio.Event] = set()

    async def producer(self) -> "PostgresProducer":
        """Return a producer with its own connection, opened at first use."""
        return PostgresProducer(self._url, self._listeners)

    def subscribe(self, group: str, topics: Sequence[str]) -> PostgresSubscription:
        """Return a subscription with its own connection."""
        partitions = [Partition(name, number) for name in topics for number in range(topic(name).partitions)]
        return PostgresSubscription(self._url, self._listeners, group, partitions)

    def alarms(self) -> Mapping[str, str]:
        """A database that is away is an outage, which ends by itself."""
        return {}

    async def watch(self, owned: Sequence[str]) -> None:  # noqa: ARG002 - the port's signature
        """There is nobody who could refuse."""
        await asyncio.Event().wait()

    async def close(self) -> None:
        """Nothing is shared: producers and subscriptions close what is theirs."""


class PostgresProducer:
    """Appends events to the log."""

    def __init__(self, url: str, listeners: set[asyncio.Event]) -> None:
        self._url = url
        self._listeners = listeners
        self._connection: asyncpg.Connection | None = None
        self._forgot_at = -math.inf

    async def publish(self, events: Sequence[Event]) -> None:
        """Append all events in one transaction; raise `BusUnavailable`, or `UnknownTopic` with nothing written."""
        grouped: dict[Partition, list[bytes]] = defaultdict(list)
        for event in events:
            number = partition_of(event.key, topic(event.topic).partitions)
            grouped[Partition(event.topic, number)].append(to_document(event))
        try:
            async with reachable():
                if self._connection is None or self._connection.is_closed():
                    self._connection = await connect(self._url, "bus")
                await _append(self._connection, grouped)
                await self._forget_old(self._connection)
        except BaseException:
            # also when cancelled half-way: nobody knows what state this connection is in
            await self.close()
            raise
        for listener in self._listeners:
            listener.set()

    async def close(self) -> None:
        """Close the connection."""
        if self._connection is not None:
            await disconnect(self._connection)
            self._connection = None

    async def _forget_old(self, connection: asyncpg.Connection) -> None:
        if time.monotonic() - self._forgot_at < _FORGET_EVERY_S:
            return
        self._forgot_at = time.monotonic()
        for declared in topics().values():  # also those on which nothing happens any more
            await connection.execute(
                "DELETE FROM log WHERE topic = $1 AND appended_at < now() - make_interval(days => $2)",
                declared.name,
                declared.retention_days,
            )


async def _append(connection: asyncpg.Connection, grouped: dict[Partition, list[bytes]]) -> None:
    async with connection.transaction():
        rows: list[tuple[str, int, int, bytes]] = []
        for partition, envelopes in sorted(grouped.items()):  # sorted, so that two producers never wait for each other
            first = await connection.fetchval(
                "UPDATE partitions SET next_offset = next_offset + $3 WHERE topic = $1 AND number = $2 "
                "RETURNING next_offset - $3",
                *partition,
                len(envelopes),
            )
            if first is None:
                message = f"the bus does not know {partition.topic} yet: run `saphan topics create`"
                raise UnknownTopic(message)
            rows += [(*partition, first + i, envelope) for i, envelope in enumerate(envelopes)]
        await connection.executemany(
            'INSERT INTO log (topic, number, "offset", envelope) VALUES ($1, $2, $3, $4)', rows
        )


async def create_log(url: str) -> None:
    """Create the log and each topic's partitions; raise `TopicsContradicted` when their number differs."""
    await migrate(url, "chassis.bus.migrations")
    connection = await connect(url, "bus")
    try:
        existing = {
            row["topic"]: row["partitions"]
            for row in await connection.fetch("SELECT topic, count(*) AS partitions FROM partitions GROUP BY topic")
        }
        for declared in topics().values():
            if existing.get(declared.name, declared.partitions) != declared.partitions:
                message = f"{declared.name} has {existing[declared.name]} partitions, not {declared.partitions}"
                raise TopicsContradicted(message)
        await connection.executemany(
            "INSERT INTO partitions (topic, number) VALUES ($1, $2) ON CONFLICT DO NOTHING",
            [(declared.name, number) for declared in topics().values() for number in range(declared.partitions)],
        )
    finally:
        await disconnect(connection)


async def found_in_log(url: str) -> Found:
    """Return the topics of the log, kept as the file says: only their partitions are written down there."""
    async with reachable():
        connection = await connect(url, "bus")
        try:
            made = await connection.fetchval("SELECT to_regclass('partitions') IS NOT NULL")
            counted = "SELECT topic, count(*) AS partitions FROM partitions GROUP BY topic"
            rows = await connection.fetch(counted) if made else []
        finally:
            await disconnect(connection)
    kept = {each.name: wanted(each, brokers=1) for each in topics().values()}
    unknown = Shape(0, 1, 0, 1)
    shapes = {row["topic"]: replace(kept.get(row["topic"], unknown), partitions=row["partitions"]) for row in rows}
    return Found(shapes, brokers=1)
