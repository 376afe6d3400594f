"""SQL of the offices that have read a case without a part in it, or an extract of its judgment."""

from collections.abc import Collection
from datetime import date
from typing import Final

from sqlalchemy import ColumnElement, Date, Table, Text, and_, literal, or_, select
from sqlalchemy.dialects.postgresql import insert

from chassis.postgres.statements import table_of
from chassis.unit.unit import Unit
from contracts.seats import Seat
from services.case_registry.models.readers import CaseReaderRow, ExtractReaderRow
from services.case_registry.store.visibility import CASES

_READERS: Final = table_of(CaseReaderRow)
_OF_EXTRACTS: Final = table_of(ExtractReaderRow)


async def note(unit: Unit, case_ids: Collection[str], seat: Seat, succeeded: Collection[Seat], day: date) -> set[str]:
    """Note that an office reads these cases on that day; return those of which that was not on record.

    Of a case in which it has a part nothing is noted, nor where it took over a closed office with one. Who is noted
    first waits for an act in the case, and lets the next one wait: the key of the case is shared. So a correction sees
    every reader who has seen what was wrong.
    """
    has_a_part = or_(*(CASES.c.involved.contains([each.to_document()]) for each in (seat, *succeeded)))
    return await _note(unit, _READERS, case_ids, seat, day, ~has_a_part)


async def note_extracts(unit: Unit, case_ids: Collection[str], seat: Seat, day: date) -> set[str]:
    """Note that a keeper reads extracts of judgments in these cases, as above."""
    return await _note(unit, _OF_EXTRACTS, case_ids, seat, day)


async def since(unit: Unit, case_id: str, day: date) -> list[Seat]:
    """Return the offices that have read the case on that day or later."""
    return await _since(unit, _READERS, case_id, day)


async def of_extracts_since(unit: Unit, case_id: str, day: date) -> list[Seat]:
    """Return the keepers that have read an extract of the case's judgment on that day or later."""
    return await _since(unit, _OF_EXTRACTS, case_id, day)


async def _note(
    unit: Unit, readers: Table, case_ids: Collection[str], seat: Seat, day: date, *conditions: ColumnElement[bool]
) -> set[str]:
    columns = readers.c
    is_noted = and_(
        columns.case_id == CASES.c.case_id,
        columns.member == seat.member,
        columns.office == seat.office,
        columns.read_on >= day,
    )
    reader = (literal(seat.member, Text), literal(seat.office, Text), literal(day, Date))
    new = select(CASES.c.case_id, *reader).where(
        CASES.c.case_id.in_(case_ids), *conditions, ~select(columns.case_id).where(is_noted).exists()
    )
    # in one order: whoever notes several cases waits for each, and for nobody who waits for it
    noting = insert(readers).from_select(["case_id", "member", "office", "read_on"], new.order_by(CASES.c.case_id))
    noting = noting.on_conflict_do_update(
        index_elements=["case_id", "member", "office"], set_={"read_on": noting.excluded.read_on}
    )
    return set(await unit.connection.scalars(noting.returning(columns.case_id)))


async def _since(unit: Unit, readers: Table, case_id: str, day: date) -> list[Seat]:
    columns = readers.c
    seats = select(columns.member, columns.office).where(columns.case_id == case_id, columns.read_on >= day)
    return [Seat(row.member, row.office) for row in await unit.connection.execute(seats)]
