"""Tell the offices to which a correction is owed: who has a part in the case, whom it names, who has read it."""

from datetime import datetime

from chassis.unit.unit import Unit
from contracts.seats import Seat
from services.case_registry.domain import days
from services.case_registry.domain.case_state import Actor, CaseState
from services.case_registry.store import corrections as store
from services.case_registry.store import readers


async def owe(
    unit: Unit,
    state: CaseState,
    correction_id: str,
    actor: Actor,
    *,
    known_since: datetime,
    named: frozenset[Seat] = frozenset(),
) -> None:
    """Owe a correction to the offices with a part in the case, those that it names, and who has read it since then."""
    parts = {seat for seat, _ in state.involved} | ({state.offered_to} if state.offered_to else set()) | named
    read = await readers.since(unit, state.case_id, days.today(known_since))
    await store.owe(unit, correction_id, parts.union(read), actor.seat)
