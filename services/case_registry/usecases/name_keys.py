"""Make the keys of stored names anew when the national list of titles has changed, in bounded steps."""

import asyncio
import hashlib
from contextlib import suppress
from typing import Final

from chassis.reference.held import HeldOrganisations
from chassis.unit.units import Units
from contracts.codelists import CodeLists
from contracts.problems import Unavailable
from services.case_registry.domain.names import titles_in
from services.case_registry.store import name_keys as store

_LOOK_EVERY_S: Final = 30.0
_STEP: Final = 500  # participants: some 20 ms of keys, and a transaction that nobody waits for


async def keep_names_found(held: HeldOrganisations, units: Units) -> None:
    """Look every half minute whether the titles are those of the stored keys, until cancelled.

    They are made anew once the same titles were seen twice: by then every process writes new names by them.
    """
    seen = ""
    while True:
        await asyncio.sleep(_LOOK_EVERY_S)
        lists = held.code_lists
        if (titles := titles_in(lists).pattern) == seen:
            with suppress(Unavailable):
                await renew(units, lists)
        seen = titles


async def renew(units: Units, lists: CodeLists, step: int = _STEP) -> int:
    """Add the keys that these titles make to every stored name that lacks them; return how many names were looked at.

    Where it stopped is kept, so another process goes on after a restart. Raises `Unavailable`.
    """
    titles, looked_at = hashlib.sha256(titles_in(lists).pattern.encode()).hexdigest(), 0
    while True:
        async with units.open() as unit:
            some = await store.renew_some(unit, titles, lists, step)
        if some == 0:
            return looked_at
        looked_at += some
