"""Make the stored keys of names and numbers that are missing, or of other titles or rules; in bounded steps."""

from typing import Final

from chassis.reference.held import HeldOrganisations
from chassis.unit.remaking import keep_remade, remade
from chassis.unit.units import Units
from contracts.codelists import CodeLists
from contracts.name_keys import edition_of
from services.civil_registration.store import stored_keys as store

_STEP: Final = 200  # events: some 40 ms, and a transaction that hardly anybody waits for


async def keep_people_found(held: HeldOrganisations, units: Units) -> None:
    """Look every half minute whether the stored keys are made by the present titles and rules, until cancelled."""
    await keep_remade(lambda: edition_of(held.code_lists), lambda: renew(units, held.code_lists))


async def renew(units: Units, lists: CodeLists, step: int = _STEP) -> int:
    """Add the keys that stored names and numbers lack; return how many events were looked at.

    Where it stopped is kept, so another process goes on after a restart. Raises `Unavailable`.
    """
    made_by = edition_of(lists)
    return await remade(units, lambda unit: store.renew_some(unit, made_by, lists, step))
