"""SQL of reckoning all cases anew: the next cases, locked, and how far it has come."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import bindparam, select

from chassis.postgres.statements import table_of
from chassis.unit.remaking import Progress
from chassis.unit.unit import Unit
from services.case_registry.models.deadlines import DeadlineProgressRow
from services.case_registry.store.visibility import CASES

_PROGRESS: Final = Progress(table_of(DeadlineProgressRow))
_SOME: Final = (
    select(CASES.c.case_id)
    .where(CASES.c.case_id > bindparam("after"))
    .order_by(CASES.c.case_id)
    .limit(bindparam("most"))
    .with_for_update()
)


async def some_cases(unit: Unit, made_by: str, most: int) -> Sequence[str]:
    """Return the next cases to reckon by these rules, locked until the unit ends; none at the end."""

    async def some(after: str) -> Sequence[str]:
        return (await unit.connection.scalars(_SOME, {"after": after, "most": most})).all()

    return await _PROGRESS.step(unit, made_by, some)
