"""Ticks: jobs that the clock causes, once for each day over all processes and restarts, missed days in their order.

Done by the process whose relay leads. The day's row in `ticks`, what the job changes and what it announces are one
transaction: a second leader waits for the row, and finds it. A component with jobs makes the table by its migrations.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from sqlalchemy import text

from chassis.process.backoff import Backoff
from chassis.unit.unit import Unit
from chassis.unit.units import Units
from contracts.calendar import VIENTIANE
from contracts.events import Event
from contracts.problems import Unavailable

_LOG: Final = logging.getLogger(__name__)
LOOK_EVERY_S: Final = 5.0
_ONE: Final = timedelta(days=1)
_LATEST: Final = text("select max(day) from ticks where job = :job")
_BEGIN: Final = text("insert into ticks (job, day, done_at) values (:job, :day, :now) on conflict do nothing")
_KNOWN: Final = text("select event_id from outbox where event_id = any(:ids)")


@dataclass(frozen=True, slots=True)
class Job:
    """What is done every day at a time of Vientiane's clock."""

    name: str
    at: time
    do: Callable[[Unit, date], Awaitable[None]]


class Ticks:
    """Does a component's jobs while `leads` says that this process is the one."""

    def __init__(self, units: Units, jobs: Sequence[Job], leads: Callable[[], bool]) -> None:
        self._units, self._jobs, self._leads = units, jobs, leads
        self._done: Final[dict[str, date]] = {}  # the latest day of each job that this process knows to be done
        self._backoff: Final = Backoff("the clock's jobs", _LOG)

    async def run(self) -> None:
        """Look every few seconds what is to be done, until cancelled."""
        while True:
            try:
                if self._leads():
                    await self.round()
            except Unavailable as fault:
                await self._backoff.wait(fault)
            await asyncio.sleep(LOOK_EVERY_S)

    async def round(self) -> None:
        """Do every job of every day whose time has come; raise `Unavailable` when the database is away."""
        for job in self._jobs:
            for day in await self._missing(job):
                await self._tick(job, day)
                self._done[job.name] = day
        self._backoff.succeeded()

    async def _missing(self, job: Job) -> list[date]:
        """Return the days that may be missing; what others have done since is found when it is begun.

        The database is asked once, not at every look: a day that is done stays done.
        """
        come = latest_day(job, self._units.clock.now())
        if job.name not in self._done:
            async with self._units.open() as unit:
                done: date | None = await unit.connection.scalar(_LATEST, {"job": job.name})
            self._done[job.name] = come - _ONE if done is None else done  # a job that is new has missed nothing
        first = self._done[job.name] + _ONE
        return [first + _ONE * number for number in range((come - first).days + 1)]

    async def _tick(self, job: Job, day: date) -> None:
        async with self._units.open() as unit:
            begun = await unit.connection.execute(_BEGIN, {"job": job.name, "day": day, "now": unit.now})
            if begun.rowcount:
                await job.do(unit, day)


def latest_day(job: Job, now: datetime) -> date:
    """Return the latest day on which the job's time has come."""
    local = now.astimezone(VIENTIANE)
    return local.date() if local.time() >= job.at else local.date() - _ONE


async def announce_once(unit: Unit, events: Sequence[Event]) -> None:
    """Announce those of these events, each with an id that follows from what it tells, that were not announced yet."""
    ids = [event.id for event in events]
    known = set((await unit.connection.scalars(_KNOWN, {"ids": ids})).all()) if ids else set()
    for event in events:
        if event.id not in known:
            unit.announce(event)
