"""The clock's jobs in a process of its own, to be killed: `python -m tests.support.killable_ticks COMPONENT-URL`.

It looks twice what is to be done on a certain day, as a leader does, and says so when nobody has killed it.
"""

import asyncio
import sys
from datetime import date, datetime, time
from typing import Final

from chassis.events.ticks import Job, Ticks
from chassis.unit.unit import Unit
from chassis.unit.units import Units
from contracts.calendar import VIENTIANE
from tests.support.clock import SetClock
from tests.support.component import Component
from tests.support.events import an_event

DONE: Final = "done"
_NOW: Final = datetime(2026, 3, 2, 7, 0, tzinfo=VIENTIANE)


async def live(url: str) -> None:
    units = Units(Component(url).units.engine, SetClock(_NOW))
    ticks = Ticks(units, [Job("diary", time(6, 0), write)], lambda: True)
    for _ in range(2):
        await ticks.round()
    sys.stdout.write(DONE)


async def write(unit: Unit, day: date) -> None:
    unit.announce(an_event(note=day.isoformat()))


if __name__ == "__main__":
    asyncio.run(live(sys.argv[1]))
