"""SQL of register books: which events an office registered in a month."""

from datetime import date
from typing import Final

from sqlalchemy import select

from chassis.unit.unit import Unit
from contracts.seats import Seat
from services.civil_registration.domain.kinds import EventKind
from services.civil_registration.domain.records import Record
from services.civil_registration.store.events import EVENTS, records

MOST: Final = 20_000  # a month of one office and kind, many times over


async def registered(unit: Unit, office: Seat, kind: EventKind, first: date, last: date) -> dict[str, Record]:
    """Return what the office registered from one day to another, cancelled ones included, by the events' ids."""
    asked = (
        select(EVENTS.c.event_id)
        .where(
            EVENTS.c.registered_by == office.member,
            EVENTS.c.registered_office == office.office,
            EVENTS.c.kind == kind.value,
            EVENTS.c.registered_on.between(first, last),
        )
        .limit(MOST)
    )
    return await records(unit, [*(await unit.connection.scalars(asked))])
