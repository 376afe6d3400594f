"""Make the stored keys of names and numbers that are missing, or of other titles or rules; in bounded steps."""

import asyncio
import hashlib
from contextlib import suppress
from typing import Final

from chassis.reference.held import HeldOrganisations
from chassis.unit.units import Units
from contracts import lao, romanisations
from contracts.codelists import CodeLists
from contracts.name_keys import titles_in
from contracts.problems import Unavailable
from services.civil_registration.store import stored_keys as store

_LOOK_EVERY_S: Final = 30.0
_STEP: Final = 200  # events: some 40 ms, and a transaction that hardly anybody waits for


async def keep_people_found(held: HeldOrganisations, units: Units) -> None:
    """Look every half minute whether the stored keys are made by the present titles and rules, until cancelled.

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
    """Add the keys that stored names and numbers lack; return how many events were looked at.

    Where it stopped is kept, so another process goes on after a restart. Raises `Unavailable`.
    """
    made_by, looked_at = edition_of(lists), 0
    while True:
        async with units.open() as unit:
            some = await store.renew_some(unit, made_by, lists, step)
        if some == 0:
            return looked_at
        looked_at += some


def edition_of(lists: CodeLists) -> str:
    """Return what the titles and rules are called by which keys are made now."""
    rules = f"{lao.EDITION}.{romanisations.EDITION}\0{titles_in(lists).pattern}"
    return hashlib.sha256(rules.encode()).hexdigest()
