"""Daily summaries of days that are over: a report of a busy month reads thousands of lines and not millions."""

import asyncio
import logging
from datetime import timedelta
from typing import Final

from sqlalchemy.ext.asyncio import AsyncEngine

from chassis.postgres.database import reachable
from chassis.process.clock import Clock
from chassis.unit.unit import Unit
from contracts.calendar import VIENTIANE
from contracts.problems import Unavailable
from gateway.ledger.service import store

_LOG: Final = logging.getLogger(__name__)
EVERY_S: Final = 600.0
SETTLED: Final = timedelta(hours=1)  # after midnight: what a dead gateway left open is closed by then


class Summaries:
    """Runs in every gateway; whichever comes first adds a day up, and the others find it done."""

    def __init__(self, engine: AsyncEngine, clock: Clock) -> None:
        self._engine, self._clock = engine, clock

    async def run(self) -> None:
        """Look now and then until cancelled; a database that is away is asked again."""
        while True:
            try:
                while await self.one_day():
                    pass
            except Unavailable:
                _LOG.warning("the days of the ledger could not be added up")
            await asyncio.sleep(EVERY_S)

    async def one_day(self) -> bool:
        """Add up the oldest day that is over and not added up yet; False when there is none."""
        # no `Units.open`: nobody is answered and nothing announced here, and a crash test means a write of a service
        async with reachable(), self._engine.begin() as connection:
            unit = Unit(connection, self._clock.now())
            running = (unit.now - SETTLED).astimezone(VIENTIANE).date()
            await store.take_back(unit, running)
            day = await store.next_day(unit)
            if day is None or day >= running:
                return False
            await store.summarise(unit, day)
            return True
