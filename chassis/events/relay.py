"""Outbox relay: publishes a component's outbox to the bus in order, each event until it is acknowledged.

A second relay of the same component waits for the advisory lock of the first. Two at once would break the order per
key, whichever way they divided the rows.
"""

import asyncio
import logging
from contextlib import suppress
from typing import Final

import asyncpg

from chassis.bus.envelope import from_document
from chassis.bus.port import Bus, BusUnavailable, Producer
from chassis.events import changes
from chassis.events.spans import EventSpans
from chassis.postgres.advisory_locks import lock_key
from chassis.postgres.connection import connect, disconnect
from chassis.postgres.database import AWAY
from chassis.process import crash
from chassis.process.backoff import Backoff

_LOG: Final = logging.getLogger(__name__)
_BATCH: Final = 200
_LOOK_EVERY_S: Final = 0.5  # for what other processes of this component have committed; our own commits wake us
_STAND_BY_S: Final = 0.5


class Relay:
    """Publishes one component's outbox."""

    def __init__(self, url: str, bus: Bus, name: str, spans: EventSpans | None = None) -> None:
        self._url = url
        self._bus = bus
        self._name = name
        self._spans = spans or EventSpans()
        self._committed = asyncio.Event()
        self.leads = False
        self._backoff = Backoff(f"the relay of {name}", _LOG)

    def wake(self) -> None:
        """Read the outbox now: this process has committed events to it."""
        self._committed.set()

    async def run(self) -> None:
        """Relay until cancelled, through every outage of the database and of the bus."""
        producer = await self._bus.producer()
        try:
            while True:
                try:
                    await self._relay_under_lock(producer)
                except (*AWAY, BusUnavailable) as fault:
                    await self._backoff.wait(fault)
        finally:
            await producer.close()

    async def _relay_under_lock(self, producer: Producer) -> None:
        # the connection that holds the lock also reads and marks: who loses it has lost the outbox
        connection = await connect(self._url, f"relay {self._name}")
        try:
            while not await connection.fetchval("SELECT pg_try_advisory_lock($1)", self._lock_key()):
                self._backoff.succeeded()
                await asyncio.sleep(_STAND_BY_S)
            kept, self.leads = await changes.are_kept(connection), True
            while True:
                self._committed.clear()
                if not await self._relay_batch(connection, producer, kept=kept):
                    await self._wait_for_commit()
        finally:
            self.leads = False
            await disconnect(connection)

    async def _relay_batch(self, connection: asyncpg.Connection, producer: Producer, *, kept: bool) -> bool:
        rows = await connection.fetch(
            "SELECT position, envelope FROM outbox WHERE published_at IS NULL ORDER BY position LIMIT $1", _BATCH
        )
        if rows:
            events = [from_document(row["envelope"]) for row in rows]
            with self._spans.publishing(events):
                await producer.publish(events)
            crash.point("publish")
            await changes.mark_published(connection, [row["position"] for row in rows], kept=kept)
            crash.point("mark")
        self._backoff.succeeded()
        return bool(rows)

    async def _wait_for_commit(self) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(_LOOK_EVERY_S):
                await self._committed.wait()

    def _lock_key(self) -> int:
        return lock_key(f"relay {self._name}")
