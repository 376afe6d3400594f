"""SQL of UINs: who else has one, and who writes one at the same moment."""

from typing import Final

from sqlalchemy import text

from chassis.unit.unit import Unit
from contracts.official_numbers import dashless_number

MOST: Final = 20  # shown of those who have the same
# Two answers with one UIN wait for each other: the second one sees the first.
_WAIT: Final = text("select pg_advisory_xact_lock(hashtextextended('uin:' || :key, 0))")
_CLAIMED: Final = text("""
    select number.event_id from civil_numbers number join civil_events event on event.event_id = number.event_id
    where number.key = :key and number.type = 'uin' and number.role = 'child' and number.event_id <> :event_id
        and event.kind = 'birth' and event.state = 'registered'
    order by number.event_id limit :most
""")


async def others_with(unit: Unit, number: str, event_id: str) -> list[str]:
    """Return the registered births, without this one, whose child has this UIN; hold it until the unit ends."""
    key = dashless_number(number)
    await unit.connection.execute(_WAIT, {"key": key})
    asked = {"key": key, "event_id": event_id, "most": MOST}
    return list((await unit.connection.scalars(_CLAIMED, asked)).all())
