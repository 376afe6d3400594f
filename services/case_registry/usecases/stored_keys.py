"""Make the stored keys of names and numbers anew when titles or rules have changed, in bounded steps."""

from typing import Final

from chassis.reference.held import HeldOrganisations
from chassis.unit.remaking import keep_remade, remade
from chassis.unit.units import Units
from contracts.codelists import CodeLists
from contracts.name_keys import edition_of
from contracts.subject_keys import SubjectKeys
from services.case_registry.store import stored_keys as store

_STEP: Final = 500  # participants: some 20 ms of keys, and a transaction that nobody waits for


async def keep_people_found(held: HeldOrganisations, subjects: SubjectKeys, units: Units) -> None:
    """Look every half minute whether the stored keys are made by the present titles and rules, until cancelled."""
    await keep_remade(lambda: edition_of(held.code_lists), lambda: renew(units, held.code_lists, subjects))


async def renew(units: Units, lists: CodeLists, subjects: SubjectKeys, step: int = _STEP) -> int:
    """Add the keys that stored names and numbers lack; return how many participants were looked at.

    Where it stopped is kept, so another process goes on after a restart. Raises `Unavailable`.
    """
    made_by = edition_of(lists)
    return await remade(units, lambda unit: store.renew_some(unit, made_by, lists, subjects, step))
