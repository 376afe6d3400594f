"""Effect records: whether an exchange had an effect here; the gateway asks when it did not receive the answer."""

from datetime import timedelta
from typing import Final

from sqlalchemy import bindparam, select
from sqlalchemy.dialects.postgresql import insert

from chassis.unit.closing import EffectState
from chassis.unit.tables import EFFECTS
from chassis.unit.unit import Unit
from contracts.identifiers import is_id, least_id

# What a gateway asks for may be as old as its own longest outage; then it is told that nobody knows any more.
KEPT_FOR: Final = timedelta(days=90)
_MARGIN: Final = timedelta(days=1)  # an id is as old as its exchange, and its effect a little younger
# Built once: SQLAlchemy takes longer to put a statement together than to send it.
_BURY: Final = insert(EFFECTS).on_conflict_do_nothing()
_STATE: Final = select(EFFECTS.c.state).where(EFFECTS.c.exchange_id == bindparam("exchange_id"))


async def look_up(unit: Unit, exchange_id: str) -> EffectState:
    """Return the exchange's effect state; an unknown exchange gets a tombstone that refuses it should it come late.

    One that is older than effects are kept gets none: what was applied and is forgotten must not read as not applied.

    A call still in its transaction holds the row's key, so this waits for its end instead of answering too early.
    """
    if is_id("xch", exchange_id) and exchange_id < least_id("xch", unit.now - KEPT_FOR + _MARGIN):
        return await _known(unit, exchange_id) or EffectState.FORGOTTEN
    tombstone = {"exchange_id": exchange_id, "state": EffectState.NOT_APPLIED.value, "recorded_at": unit.now}
    await unit.connection.execute(_BURY, tombstone)
    return await _known(unit, exchange_id) or EffectState.NOT_APPLIED


async def peek(unit: Unit, exchange_id: str) -> EffectState:
    """Return the exchange's effect state so far, without a tombstone.

    Whoever sends the call again on the strength of `NOT_SEEN` uses the same exchange id: should both arrive, the second
    finds the id taken when it settles, and is rolled back.
    """
    return await _known(unit, exchange_id) or EffectState.NOT_SEEN


async def _known(unit: Unit, exchange_id: str) -> EffectState | None:
    result = await unit.connection.execute(_STATE, {"exchange_id": exchange_id})
    state = result.scalar_one_or_none()
    return EffectState(state) if state is not None else None
