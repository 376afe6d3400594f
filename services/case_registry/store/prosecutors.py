"""SQL of the prosecutors of a case."""

from collections.abc import Collection
from datetime import date
from typing import Final

from sqlalchemy import ColumnElement, func, insert, select, update

from chassis.postgres.statements import array_of, in_seats, table_of
from chassis.unit.unit import Unit
from contracts.seats import Seat
from services.case_registry.models.prosecutors import ProsecutorRow

PROSECUTORS: Final = table_of(ProsecutorRow)

# of a case, the latest last, as documents state them
DOCUMENTS: Final = array_of(
    PROSECUTORS,
    PROSECUTORS.c.position,
    {
        "office": func.jsonb_build_object("member", PROSECUTORS.c.member, "office", PROSECUTORS.c.office),
        "officer": PROSECUTORS.c.officer,
        "assignedOn": PROSECUTORS.c.assigned_on,
        "relievedOn": PROSECUTORS.c.relieved_on,
    },
)


async def latest(unit: Unit, case_id: str, offices: Collection[Seat]) -> date | None:
    """Return the day of the latest assignment at these offices, or None."""
    day: date | None = await unit.connection.scalar(
        select(func.max(PROSECUTORS.c.assigned_on)).where(*_at(case_id, offices))
    )
    return day


async def relieve(unit: Unit, case_id: str, offices: Collection[Seat], on: date) -> None:
    """Write that whoever has the case in hand at these offices is relieved."""
    has_it = (*_at(case_id, offices), PROSECUTORS.c.relieved_on.is_(None))
    await unit.connection.execute(update(PROSECUTORS).where(*has_it).values(relieved_on=on))


async def in_hand(unit: Unit, case_id: str, offices: Collection[Seat]) -> str | None:
    """Return who has the case in hand at these offices, or None."""
    has_it = (*_at(case_id, offices), PROSECUTORS.c.relieved_on.is_(None))
    officer: str | None = await unit.connection.scalar(select(PROSECUTORS.c.officer).where(*has_it))
    return officer


async def assign(unit: Unit, case_id: str, position: int, office: Seat, officer: str, on: date) -> None:
    """Write who has the case from that day."""
    seat = {"member": office.member, "office": office.office}
    row = {"case_id": case_id, "position": position, "officer": officer, "assigned_on": on}
    await unit.connection.execute(insert(PROSECUTORS).values(row | seat))


def _at(case_id: str, offices: Collection[Seat]) -> tuple[ColumnElement[bool], ...]:
    return PROSECUTORS.c.case_id == case_id, in_seats(PROSECUTORS.c.member, PROSECUTORS.c.office, offices)
