"""SQL of cases that were never looked at for children: the next ones, and how far it has come."""

from typing import Final

from sqlalchemy import bindparam, exists, or_, select, update

from chassis.postgres.statements import table_of
from chassis.unit.unit import Unit
from services.case_registry.models.past_children import PastChildrenProgressRow
from services.case_registry.store.participants import PARTICIPANTS
from services.case_registry.store.visibility import CASES

_PROGRESS: Final = table_of(PastChildrenProgressRow)
# the row is locked until the step is over, so that two processes take one step after the other
_BEGIN: Final = select(_PROGRESS.c.after).where(~_PROGRESS.c.done).with_for_update()
_of_a_known_age = exists().where(
    PARTICIPANTS.c.case_id == CASES.c.case_id,
    or_(PARTICIPANTS.c.birth_date.is_not(None), PARTICIPANTS.c.age.is_not(None)),
)
_SOME: Final = (
    select(CASES.c.case_id)
    .where(CASES.c.case_id > bindparam("after"), _of_a_known_age)
    .order_by(CASES.c.case_id)
    .limit(bindparam("most"))
)


async def some_cases(unit: Unit, most: int) -> list[str]:
    """Return the next cases in which somebody's age is known, and keep that they were looked at; none at the end."""
    after = await unit.connection.scalar(_BEGIN)
    if after is None:
        return []
    found = list((await unit.connection.scalars(_SOME, {"after": after, "most": most})).all())
    await unit.connection.execute(update(_PROGRESS).values(after=found[-1] if found else after, done=not found))
    return found
