"""SQL that takes imported cases out again, with everything that belongs to them, while nothing was done in them."""

from collections.abc import Collection, Sequence
from typing import Final

from sqlalchemy import ColumnElement, Delete, Table, Text, bindparam, delete, or_, select
from sqlalchemy.dialects.postgresql import ARRAY

from chassis.postgres.statements import table_of
from chassis.unit.unit import Unit
from services.case_registry.models.base import Base
from services.case_registry.models.cases import CaseRelationRow
from services.case_registry.models.imports import ImportResultRow
from services.case_registry.store.history import HISTORY
from services.case_registry.store.visibility import CASES

_CASES: Final = bindparam("cases", type_=ARRAY(Text))
_RELATIONS = table_of(CaseRelationRow)
_KEPT: Final = frozenset({table_of(ImportResultRow).name})  # the account of the import stays

_later = HISTORY.alias("later")
_opening = HISTORY.alias("opening")
_was_gone_on = (
    select(_later.c.case_id)
    .join(_opening, _opening.c.case_id == _later.c.case_id)
    .where(_later.c.case_id == CASES.c.case_id, _opening.c.position == 1, _later.c.recorded_at > _opening.c.recorded_at)
    .exists()
)
_is_named = select(_RELATIONS.c.case_id).where(_RELATIONS.c.other_id == CASES.c.case_id).exists()
# Whoever acts in one of them takes the same lock: it comes before, or finds nothing. What came before is asked by a
# statement of its own: the one that waited for the lock sees histories as they were when it began.
_LOCK: Final = (
    select(CASES.c.case_id).where(CASES.c.case_id == _CASES.any_()).order_by(CASES.c.case_id).with_for_update()
)
_STAND: Final = select(CASES.c.case_id, CASES.c.restriction, or_(_was_gone_on, _is_named).label("gone_on")).where(
    CASES.c.case_id == _CASES.any_()
)


def _belonging() -> dict[Table, ColumnElement[bool]]:
    """Return which rows of each table belong to the cases, the tables in the order in which they lean on each other."""
    found: dict[Table, ColumnElement[bool]] = {}
    for table in Base.metadata.sorted_tables:
        if table.name in _KEPT:
            continue
        if "case_id" in table.c:
            found[table] = table.c.case_id == _CASES.any_()
            continue
        parents = [key for key in table.foreign_keys if key.column.table in found]
        if parents:
            found[table] = or_(*(key.parent.in_(select(key.column).where(found[key.column.table])) for key in parents))
    return found


def _deletions() -> Sequence[Delete]:
    return [delete(table).where(condition) for table, condition in reversed(_belonging().items())]


async def gone_on(unit: Unit, cases: Sequence[str]) -> dict[str, tuple[str, bool]]:
    """Lock these cases; return of each its restriction, and whether anything was recorded since it was imported."""
    await unit.connection.execute(_LOCK, {"cases": list(cases)})
    rows = await unit.connection.execute(_STAND, {"cases": list(cases)})
    return {row.case_id: (row.restriction, row.gone_on) for row in rows}


async def take_out(unit: Unit, cases: Collection[str]) -> None:
    """Delete these cases from every table but the account of imports: their numbers are free again."""
    for deletion in _deletions():
        await unit.connection.execute(deletion, {"cases": list(cases)})
