"""`saphan dead-letters`: what a component could not handle, and another try once the cause is gone."""

import asyncio
import importlib
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

from chassis import dead_letters
from chassis.consumer import replay
from chassis.database import create_engine
from chassis.unit import Units
from cli.components import Component, component
from cli.say import people
from cli.serve import within_reach

T = TypeVar("T")


def show_dead_letters(name: str) -> None:
    """Print every dead letter of the component with its reason, oldest first."""
    wanted = component(name)
    letters = _on_its_database(wanted, lambda units: _waiting(units, wanted))
    for letter in letters:
        people.print(f"{letter.failed_at:%Y-%m-%d %H:%M} {letter.line.topic} {letter.line.key} {letter.event_id}")
        people.print(f"  {letter.reason}", markup=False)
    people.print(f"{len(letters)} dead letters of {name}. ເຫດການທີ່ຄ້າງຢູ່ {len(letters)}.")


def replay_dead_letters(name: str) -> int:
    """Handle the component's dead letters again, in order per key; return 1 when some are left, else 0."""
    wanted = component(name)
    rules = importlib.import_module(f"{wanted.package}.consumers").CONSUMES
    settled = _on_its_database(wanted, lambda units: replay(rules, wanted.name, units))
    left = len(_on_its_database(wanted, lambda units: _waiting(units, wanted)))
    people.print(f"{settled} handled, {left} left. ສຳເລັດ {settled}, ຍັງຄ້າງ {left}.")
    return min(left, 1)


async def _waiting(units: Units, wanted: Component) -> Sequence[dead_letters.Letter]:
    async with units.open() as unit:
        return await dead_letters.waiting(unit, wanted.name)


def _on_its_database(wanted: Component, work: Callable[[Units], Awaitable[T]]) -> T:
    async def connected() -> T:
        engine = create_engine(wanted.database_url(), pool_size=1)
        try:
            return await work(Units(engine))
        finally:
            await engine.dispose()

    return asyncio.run(within_reach(connected()))
