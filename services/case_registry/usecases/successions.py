"""Let cases have changed for those who follow when another office has them: theirs was closed, or opened again."""

import asyncio
from contextlib import suppress
from typing import Final

from chassis.events.changes import hold_the_relay
from chassis.reference.held import HeldOrganisations
from chassis.unit.units import Units
from contracts.organisations import Organisations
from contracts.problems import Unavailable
from contracts.seats import Seat
from services.case_registry.store import successions as store

_LOOK_EVERY_S: Final = 30.0


async def keep_told(held: HeldOrganisations, units: Units) -> None:
    """Look every half minute who has whose cases: offices close on a day, or when the directory says so."""
    while True:
        await asyncio.sleep(_LOOK_EVERY_S)
        with suppress(Unavailable):
            await tell(units, held.current)


async def tell(units: Units, organisations: Organisations) -> int:
    """Tell of each office whose cases another one has since, or has no more; return how many there were.

    Nothing of such a case is written, so no event says it: an office that follows by `since` would never hear of what
    it took over. Raises `Unavailable`.
    """
    holders = _holders(organisations)
    async with units.open() as unit:
        if await store.told(unit) == holders:
            return 0
        await hold_the_relay(unit)
        told = await store.told(unit)  # by another process meanwhile
        changed = sorted(seat for seat in told.keys() | holders if told.get(seat) != holders.get(seat))
        if changed:
            await store.tell(unit, changed, holders)
    return len(changed)


def _holders(organisations: Organisations) -> dict[Seat, Seat]:
    found = {seat: organisations.holder(seat) for seat, facts in organisations.offices.items() if facts.successor}
    return {seat: holder for seat, holder in found.items() if holder != seat}
