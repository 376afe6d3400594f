"""A component in a process of its own, to be killed: writes and acknowledges, relays and consumes.

Called as `python -m tests.support.killable_component COMPONENT-URL BUS-KIND BUS-URL FIRST BEYOND`: it writes the
notes from FIRST up to BEYOND, prints each once its commit is acknowledged, and then works until it is killed.
"""

import asyncio
import sys

from chassis.bus import open_bus
from chassis.events.consumer import Consumers
from chassis.events.relay import Relay
from chassis.events.rules import Rule
from tests.support.component import Component, note
from tests.support.events import CASE_OPENED, an_event


async def live(url: str, kind: str, bus_url: str, first: int, beyond: int) -> None:
    component = Component(url)
    bus = await open_bus("kafka" if kind == "kafka" else "postgres", bus_url)
    relay = Relay(url, bus, "killable")
    component.units.on_announced = relay.wake
    work = asyncio.gather(relay.run(), Consumers({CASE_OPENED: Rule(note)}, bus, "killable", component.units).run())
    for number in range(first, beyond):
        await component.announce(an_event(f"cas_{number % 3}", note=str(number)))
        sys.stdout.write(f"{number}\n")
        sys.stdout.flush()
    await work


if __name__ == "__main__":
    component_url, bus_kind, bus_url = sys.argv[1:4]
    asyncio.run(live(component_url, bus_kind, bus_url, *map(int, sys.argv[4:6])))
