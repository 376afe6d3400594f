"""SQL of reckoning all cases anew: the next cases, locked, and how far it has come."""

from typing import Final

from sqlalchemy import bindparam, select, text, update

from chassis.postgres.statements import table_of
from chassis.unit.unit import Unit
from services.case_registry.models.deadlines import DeadlineProgressRow
from services.case_registry.store.visibility import CASES

_PROGRESS: Final = table_of(DeadlineProgressRow)
# the row is locked until the step is over, so that two processes take one step after the other
_BEGIN: Final = text("""
    insert into deadline_progress (id, made_by, after, done) values (1, :made_by, '', false)
    on conflict (id) do update set made_by = excluded.made_by,
        after = case when deadline_progress.made_by = excluded.made_by then deadline_progress.after else '' end,
        done = deadline_progress.done and deadline_progress.made_by = excluded.made_by
    returning after, done
""")
_SOME: Final = (
    select(CASES.c.case_id)
    .where(CASES.c.case_id > bindparam("after"))
    .order_by(CASES.c.case_id)
    .limit(bindparam("most"))
    .with_for_update()
)


async def some_cases(unit: Unit, made_by: str, most: int) -> list[str]:
    """Return the next cases to reckon by these rules, locked until the unit ends; none at the end."""
    progress = (await unit.connection.execute(_BEGIN, {"made_by": made_by})).one()
    if progress.done:
        return []
    found = list((await unit.connection.scalars(_SOME, {"after": progress.after, "most": most})).all())
    after = found[-1] if found else progress.after
    await unit.connection.execute(update(_PROGRESS).values(after=after, done=not found))
    return found
