"""SQL of the offices that have read a case without a part in it."""

from collections.abc import Collection
from datetime import date
from typing import Final

from sqlalchemy import Date, Text, and_, literal, or_, select
from sqlalchemy.dialects.postgresql import insert

from chassis.postgres.statements import table_of
from chassis.unit.unit import Unit
from contracts.seats import Seat
from services.case_registry.models.readers import CaseReaderRow
from services.case_registry.store.visibility import CASES

_READERS: Final = table_of(CaseReaderRow)


async def note(unit: Unit, case_id: str, seat: Seat, succeeded: Collection[Seat], day: date) -> bool:
    """Note that an office reads the case on that day; return False where that is on record, or it has a part anyway.

    So has one that took over a closed office with a part. Who is noted first waits for an act in the case, and lets the
    next one wait: the key of the case is shared. So a correction sees every reader who has seen what was wrong.
    """
    columns = _READERS.c
    has_a_part = or_(*(CASES.c.involved.contains([each.to_document()]) for each in (seat, *succeeded)))
    is_noted = and_(
        columns.case_id == CASES.c.case_id,
        columns.member == seat.member,
        columns.office == seat.office,
        columns.read_on >= day,
    )
    reader = (literal(seat.member, Text), literal(seat.office, Text), literal(day, Date))
    new = select(CASES.c.case_id, *reader).where(
        CASES.c.case_id == case_id, ~has_a_part, ~select(columns.case_id).where(is_noted).exists()
    )
    noting = insert(_READERS).from_select(["case_id", "member", "office", "read_on"], new)
    noting = noting.on_conflict_do_update(
        index_elements=["case_id", "member", "office"], set_={"read_on": noting.excluded.read_on}
    )
    return (await unit.connection.execute(noting)).rowcount == 1


async def since(unit: Unit, case_id: str, day: date) -> list[Seat]:
    """Return the offices that have read the case on that day or later."""
    columns = _READERS.c
    readers = select(columns.member, columns.office).where(columns.case_id == case_id, columns.read_on >= day)
    return [Seat(row.member, row.office) for row in await unit.connection.execute(readers)]
