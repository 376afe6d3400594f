"""Effect records: whether an exchange had an effect here; the gateway asks when it did not receive the answer."""

from typing import Final

from sqlalchemy import bindparam, select
from sqlalchemy.dialects.postgresql import insert

from chassis.unit.closing import EffectState
from chassis.unit.tables import EFFECTS
from chassis.unit.unit import Unit

# Built once: SQLAlchemy takes longer to put a statement together than to send it.
_BURY: Final = insert(EFFECTS).on_conflict_do_nothing()
_STATE: Final = select(EFFECTS.c.state).where(EFFECTS.c.exchange_id == bindparam("exchange_id"))


async def look_up(unit: Unit, exchange_id: str) -> EffectState:
    """Return the exchange's effect state; an unknown exchange gets a tombstone that refuses it should it come late.

    A call still in its transaction holds the row's key, so this waits for its end instead of answering too early.
    """
    tombstone = {"exchange_id": exchange_id, "state": EffectState.NOT_APPLIED.value, "recorded_at": unit.now}
    await unit.connection.execute(_BURY, tombstone)
    result = await unit.connection.execute(_STATE, {"exchange_id": exchange_id})
    return EffectState(result.scalar_one())


async def peek(unit: Unit, exchange_id: str) -> EffectState:
    """Return the exchange's effect state so far, without a tombstone.

    Whoever sends the call again on the strength of `NOT_SEEN` uses the same exchange id: should both arrive, the second
    finds the id taken when it settles, and is rolled back.
    """
    result = await unit.connection.execute(_STATE, {"exchange_id": exchange_id})
    state = result.scalar_one_or_none()
    return EffectState(state) if state is not None else EffectState.NOT_SEEN
