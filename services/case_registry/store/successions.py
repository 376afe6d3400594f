"""SQL of successions: which were told to those who follow changes, and cases that have changed by others."""

from collections.abc import Collection, Mapping
from typing import Final

from sqlalchemy import delete, func, insert, or_, select, update

from chassis.postgres.statements import table_of
from chassis.unit.unit import Unit
from contracts.seats import Seat
from services.case_registry.domain.words import WantedSeats
from services.case_registry.models.changes import ChangeRow
from services.case_registry.models.successions import SuccessionRow
from services.case_registry.store.changes import TOPIC
from services.case_registry.store.seats import in_seats
from services.case_registry.store.visibility import CASES, has_a_part

_CHANGES: Final = table_of(ChangeRow)
_TOLD: Final = table_of(SuccessionRow)


async def told(unit: Unit) -> dict[Seat, Seat]:
    """Return who has the cases of each closed office, as it was told."""
    rows = await unit.connection.execute(select(_TOLD))
    return {Seat(row.member, row.office): Seat(row.holder_member, row.holder_office) for row in rows}


async def tell(unit: Unit, seats: Collection[Seat], holders: Mapping[Seat, Seat]) -> None:
    """Keep who has the cases of these offices, and let each case in which one has a part have changed.

    The transaction has to hold the relay back (`chassis.events.changes.hold_the_relay`).
    """
    await unit.connection.execute(delete(_TOLD).where(in_seats(_TOLD.c.member, _TOLD.c.office, seats)))
    rows = [
        {"member": seat.member, "office": seat.office}
        | {"holder_member": holders[seat].member, "holder_office": holders[seat].office}
        for seat in seats
        if seat in holders
    ]
    if rows:
        await unit.connection.execute(insert(_TOLD), rows)
    offered = in_seats(CASES.c.offered_member, CASES.c.offered_office, seats)
    of_theirs = select(CASES.c.case_id).where(or_(offered, *has_a_part(WantedSeats(frozenset(seats)))))
    placed = update(_CHANGES).where(_CHANGES.c.topic == TOPIC, _CHANGES.c.id.in_(of_theirs))
    await unit.connection.execute(placed.values(place=func.nextval("changes_place")))
