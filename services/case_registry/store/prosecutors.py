"""SQL of the prosecutors of a case."""

from datetime import date
from typing import Final

from sqlalchemy import bindparam, func, insert, select, update

from chassis.postgres.statements import array_of, table_of
from chassis.unit.unit import Unit
from contracts.seats import Seat
from services.case_registry.models.prosecutors import ProsecutorRow

PROSECUTORS: Final = table_of(ProsecutorRow)
_LATEST: Final = select(func.max(PROSECUTORS.c.assigned_on)).where(PROSECUTORS.c.case_id == bindparam("case_id"))
_IN_HAND: Final = select(PROSECUTORS.c.officer).where(
    PROSECUTORS.c.case_id == bindparam("case_id"),
    PROSECUTORS.c.member == bindparam("of_member"),
    PROSECUTORS.c.office == bindparam("of_office"),
    PROSECUTORS.c.relieved_on.is_(None),
)

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


async def latest(unit: Unit, case_id: str) -> date | None:
    """Return the day of the latest assignment, or None."""
    day: date | None = await unit.connection.scalar(_LATEST, {"case_id": case_id})
    return day


async def in_hand(unit: Unit, case_id: str, office: Seat) -> str | None:
    """Return who of that office has the case in hand, or None."""
    asked = {"case_id": case_id, "of_member": office.member, "of_office": office.office}
    officer: str | None = await unit.connection.scalar(_IN_HAND, asked)
    return officer


async def assign(unit: Unit, case_id: str, position: int, office: Seat, officer: str, on: date) -> None:
    """Write who has the case from that day; whoever had it is relieved."""
    mine = PROSECUTORS.c.case_id == case_id
    await unit.connection.execute(
        update(PROSECUTORS).where(mine, PROSECUTORS.c.relieved_on.is_(None)).values(relieved_on=on)
    )
    seat = {"member": office.member, "office": office.office}
    row = {"case_id": case_id, "position": position, "officer": officer, "assigned_on": on}
    await unit.connection.execute(insert(PROSECUTORS).values(row | seat))
