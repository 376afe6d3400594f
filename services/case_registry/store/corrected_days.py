"""SQL of corrected days: when files were sent and received, and steps of charges done."""

from datetime import date
from typing import Final

from sqlalchemy import update

from chassis.postgres.statements import table_of
from chassis.unit.unit import Unit
from services.case_registry.domain.facts import Entry
from services.case_registry.models.hand_overs import HandOverRow
from services.case_registry.store.charges import STEPS

_HAND_OVERS: Final = table_of(HandOverRow)


async def sent_on(unit: Unit, hand_over_id: str, on: date) -> None:
    """Write the day on which a file was sent, as it is right."""
    right = update(_HAND_OVERS).where(_HAND_OVERS.c.hand_over_id == hand_over_id)
    await unit.connection.execute(right.values(sent_on=on))


async def received_on(unit: Unit, hand_over_id: str, on: date) -> None:
    """Write the day on which a file was received, as it is right."""
    right = update(_HAND_OVERS).where(_HAND_OVERS.c.hand_over_id == hand_over_id)
    await unit.connection.execute(right.values(received_on=on))


async def step_on(unit: Unit, charge_id: str, step: Entry) -> None:
    """Write the day of the step of a charge that this fact is, as it is right."""
    right = update(STEPS).where(STEPS.c.charge_id == charge_id, STEPS.c.recorded_at == step.recorded_at)
    await unit.connection.execute(right.values(happened_on=step.happened_on))
