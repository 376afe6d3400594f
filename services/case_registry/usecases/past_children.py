"""Look once at the cases from before the registry knew of children, and close those in which one may be."""

import asyncio
from contextlib import suppress
from typing import Final

from chassis.unit.units import Units
from contracts.problems import Unavailable
from services.case_registry.store import history
from services.case_registry.store import past_children as store
from services.case_registry.usecases.children import protect

_LOOK_EVERY_S: Final = 30.0
_STEP: Final = 50  # cases, which nobody acts in meanwhile: some 100 ms


async def keep_looking(units: Units) -> None:
    """Look soon after the start, and again as long as the database does not answer; then there is nothing to do."""
    while True:
        await asyncio.sleep(_LOOK_EVERY_S)
        with suppress(Unavailable):
            await look_at_all(units)
            await asyncio.Event().wait()


async def look_at_all(units: Units, step: int = _STEP) -> int:
    """Close every case of before in which a child may be; return how many cases were looked at.

    Where it stopped is kept, so another process goes on after a restart. It is done in the name of the office that has
    the file, by no officer: nobody has acted. Raises `Unavailable`.
    """
    looked_at = 0
    while True:
        async with units.open() as unit:
            some = await store.some_cases(unit, step)
            for case_id in some:
                if (state := await history.locked_state(unit, case_id, sight=None)) is not None:
                    await protect(unit, state, state.responsible)
        if not some:
            return looked_at
        looked_at += len(some)
