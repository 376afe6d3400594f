"""A unit of work: one request or one event, one transaction. What it changes and what it announces commit together."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime
from typing import Final

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from chassis import crash, settlement, trace
from chassis.clock import Clock, SystemClock
from chassis.database import reachable
from contracts.events import Event
from contracts.identifiers import new_id


class Unit:
    """What a use case works with: the open transaction, the time, new ids, and a place for announcements."""

    def __init__(self, connection: AsyncConnection, now: datetime, exchange_id: str | None = None) -> None:
        self.connection: Final = connection
        self.now: Final = now
        self.exchange_id: Final = exchange_id
        self.announced: Final[list[Event]] = []
        self.closing: settlement.Closing | None = None
        self.abandoned = False

    def new_id(self, prefix: str) -> str:
        """Return a new identifier such as `cas_…`, sorted by this unit's time."""
        return new_id(prefix, at=self.now)

    def announce(self, event: Event) -> None:
        """Publish `event` if, and only if, this transaction commits; it carries the trace it was caused in."""
        here = trace.current()
        self.announced.append(replace(event, traceparent=here.traceparent) if here else event)

    def abandon(self) -> None:
        """Roll this unit back at its end, without an exception: the answer is a refusal that a route made itself."""
        self.abandoned = True


class Units:
    """Opens units on one database; `on_announced` is called after a commit that left something in the outbox."""

    def __init__(
        self, engine: AsyncEngine, clock: Clock | None = None, on_announced: Callable[[], None] = lambda: None
    ) -> None:
        self.engine: Final = engine
        self.clock: Final = clock or SystemClock()
        self.on_announced = on_announced

    @asynccontextmanager
    async def open(self, exchange_id: str | None = None) -> AsyncIterator[Unit]:
        """Yield a unit and commit it at the end of the block; an exception rolls everything back.

        Raises `Unavailable` when the database cannot be reached, also when it goes away half-way.
        """
        async with reachable(), self.engine.connect() as connection, connection.begin() as transaction:
            unit = Unit(connection, self.clock.now(), exchange_id)
            yield unit
            if unit.abandoned:
                await transaction.rollback()
                return
            await settlement.settle(unit)
            crash.point("write")
        # past this line the effect is durable: whoever answers now does not lie
        crash.point("commit")
        if unit.announced:
            self.on_announced()
