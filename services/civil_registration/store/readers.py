"""SQL of the offices that have read an event which is not theirs."""

from datetime import date
from typing import Final

from sqlalchemy import select, text

from chassis.postgres.statements import table_of
from chassis.unit.unit import Unit
from contracts.seats import Seat
from services.civil_registration.models.readers import EventReaderRow

_READERS: Final = table_of(EventReaderRow)
# who is on record for the day costs a look at one row
_NOTE: Final = text("""
    insert into civil_event_readers (event_id, member, office, read_on)
    select :event_id, :member, :office, :day
    where not exists (
        select 1 from civil_event_readers known
        where known.event_id = :event_id and known.member = :member and known.office = :office
            and known.read_on >= :day
    )
    on conflict (event_id, member, office) do update set read_on = excluded.read_on
    returning event_id
""")


async def note(unit: Unit, event_id: str, seat: Seat, day: date) -> bool:
    """Note that an office reads an event on that day; return whether that was not on record.

    Who is noted first waits for a correction of the event, and lets the next one wait: the row refers to the event. So
    a correction sees every reader who has seen what was wrong.
    """
    asked = {"event_id": event_id, "member": seat.member, "office": seat.office, "day": day}
    return await unit.connection.scalar(_NOTE, asked) is not None


async def of(unit: Unit, event_id: str) -> list[Seat]:
    """Return the offices that have read the event."""
    rows = await unit.connection.execute(
        select(_READERS.c.member, _READERS.c.office).where(_READERS.c.event_id == event_id)
    )
    return [Seat(row.member, row.office) for row in rows]
