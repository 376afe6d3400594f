"""`saphan dead-letters`: list a component's dead letters (events it could not handle) and replay them."""

import asyncio
import importlib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

from chassis.client.own_system import OwnSystem
from chassis.events import dead_letters
from chassis.events.consumer import replay
from chassis.events.rules import Prepared, Rule
from chassis.postgres.database import create_engine
from chassis.process.secret_files import SecretFileRefused
from chassis.unit.units import Units
from cli.components import Component, component
from cli.environment import variable
from cli.refusals import Refused
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
    settled = _on_its_database(wanted, lambda units: _replayed(rules, wanted, units))
    left = len(_on_its_database(wanted, lambda units: _waiting(units, wanted)))
    people.print(f"{settled} handled, {left} left. ສຳເລັດ {settled}, ຍັງຄ້າງ {left}.")
    return min(left, 1)


async def _waiting(units: Units, wanted: Component) -> Sequence[dead_letters.Letter]:
    async with units.open() as unit:
        return await dead_letters.waiting(unit, wanted.name)


async def _replayed(rules: Mapping[str, Rule], wanted: Component, units: Units) -> int:
    if not any(isinstance(rule.handle, Prepared) for rule in rules.values()):
        return await replay(rules, wanted.name, units)
    system = _own_system(wanted)
    async with system.opened():
        return await replay(rules, wanted.name, units, system)


def _own_system(wanted: Component) -> OwnSystem:
    name = f"{wanted.prefix}CREDENTIALS_FILE"
    path = variable(name)
    if not path:
        raise Refused(
            f"Set {name}: some of its events are read back through the gateway.",
            f"ຕ້ອງຕັ້ງຄ່າ {name}: ບາງເຫດການຕ້ອງອ່ານຄືນຜ່ານປະຕູເຊື່ອມຕໍ່.",
        )
    try:
        return OwnSystem(Path(path))
    except SecretFileRefused as fault:
        raise Refused(f"{fault}.", f"ໃຊ້ໄຟລ໌ບໍ່ໄດ້: {fault.lo}.") from fault


def _on_its_database(wanted: Component, work: Callable[[Units], Awaitable[T]]) -> T:
    async def connected() -> T:
        engine = create_engine(wanted.database_url(), pool_size=1)
        try:
            return await work(Units(engine))
        finally:
            await engine.dispose()

    return asyncio.run(within_reach(connected()))
