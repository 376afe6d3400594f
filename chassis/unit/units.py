"""Opens units of work on one database; at their end settles and commits them."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Final

from sqlalchemy.ext.asyncio import AsyncEngine

from chassis.postgres.database import reachable
from chassis.process import crash
from chassis.process.clock import Clock, SystemClock
from chassis.unit import settlement
from chassis.unit.unit import Unit


class Units:
    """Opens units of work; `on_announced` is called after a commit that wrote to the outbox."""

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
