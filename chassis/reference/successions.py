"""Successions: what a closed office had has changed, for those who follow without events, once another office has it.

Nothing of it is written when an office closes, so no event says it: whoever follows by `since` would never hear of what
it took over. A component that keeps changes has a table `successions`, made by a migration of its own: of each closed
office, who has what was its, as was told.
"""

import asyncio
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Select, Text, column, delete, func, insert, select, table, update

from chassis.events.changes import CHANGES, hold_the_relay
from chassis.postgres.statements import in_seats
from chassis.reference.held import HeldOrganisations
from chassis.unit.unit import Unit
from chassis.unit.units import Units
from contracts.organisations import Organisations
from contracts.problems import Unavailable
from contracts.seats import Seat

_TOLD: Final = table("successions", *(column(n, Text) for n in ("member", "office", "holder_member", "holder_office")))
_LOOK_EVERY_S: Final = 30.0


@dataclass(frozen=True, slots=True)
class Followed:
    """What is followed: the topic of its aggregates, and the ids of those in which one of some seats has a part."""

    topic: str
    of_seats: Callable[[Collection[Seat]], Select[tuple[str]]]


async def keep_told(followed: Followed, held: HeldOrganisations, units: Units) -> None:
    """Look every half minute who has what of whom: offices close on a day, or when the directory says so."""
    while True:
        await asyncio.sleep(_LOOK_EVERY_S)
        with suppress(Unavailable):
            await tell(followed, units, held.current)


async def tell(followed: Followed, units: Units, organisations: Organisations) -> int:
    """Let what an office had have changed that another one has since, or has no more; return of how many offices.

    Raises `Unavailable`.
    """
    holders = _holders(organisations)
    async with units.open() as unit:
        if await _told(unit) == holders:
            return 0
        await hold_the_relay(unit)
        told = await _told(unit)  # by another process meanwhile
        changed = sorted(seat for seat in told.keys() | holders if told.get(seat) != holders.get(seat))
        if changed:
            await _tell(unit, followed, changed, holders)
    return len(changed)


async def _told(unit: Unit) -> dict[Seat, Seat]:
    rows = await unit.connection.execute(select(_TOLD))
    return {Seat(row.member, row.office): Seat(row.holder_member, row.holder_office) for row in rows}


async def _tell(unit: Unit, followed: Followed, seats: Collection[Seat], holders: Mapping[Seat, Seat]) -> None:
    await unit.connection.execute(delete(_TOLD).where(in_seats(_TOLD.c.member, _TOLD.c.office, seats)))
    rows = [
        {"member": seat.member, "office": seat.office}
        | {"holder_member": holders[seat].member, "holder_office": holders[seat].office}
        for seat in seats
        if seat in holders
    ]
    if rows:
        await unit.connection.execute(insert(_TOLD), rows)
    placed = update(CHANGES).where(CHANGES.c.topic == followed.topic, CHANGES.c.id.in_(followed.of_seats(seats)))
    await unit.connection.execute(placed.values(place=func.nextval("changes_place")))


def _holders(organisations: Organisations) -> dict[Seat, Seat]:
    found = {seat: organisations.holder(seat) for seat, facts in organisations.offices.items() if facts.successor}
    return {seat: holder for seat, holder in found.items() if holder != seat}
