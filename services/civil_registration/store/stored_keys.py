"""SQL of the keys of stored names and numbers, made anew event by event.

Keys are added and none is taken away: a title that has ended still stands in front of names that were written with it.
The name by which duplicates are looked for is one, and is replaced.
"""

from itertools import groupby
from operator import attrgetter
from typing import Final

from sqlalchemy import bindparam, func, select, text, update

from chassis.postgres.statements import insert_all, table_of
from chassis.unit.unit import Unit
from contracts.codelists import CodeLists
from services.civil_registration.domain.records import replay
from services.civil_registration.models.stored_keys import StoredKeyProgressRow
from services.civil_registration.store.events import ACTIONS, EVENTS, NAMES, NUMBERS, PEOPLE, action_of, people_rows

_PROGRESS: Final = table_of(StoredKeyProgressRow)
# the row is locked until the step is over, so that two processes take one step after the other
_BEGIN: Final = text("""
    insert into stored_key_progress (id, made_by, after, done) values (1, :made_by, '', false)
    on conflict (id) do update set made_by = excluded.made_by,
        after = case when stored_key_progress.made_by = excluded.made_by then stored_key_progress.after else '' end,
        done = stored_key_progress.done and stored_key_progress.made_by = excluded.made_by
    returning after, done
""")
# locked, in their order: whoever changes the facts of one meanwhile writes its keys after these
_SOME: Final = (
    select(EVENTS.c.event_id)
    .where(EVENTS.c.event_id > bindparam("after"))
    .order_by(EVENTS.c.event_id)
    .limit(bindparam("most"))
    .with_for_update()
)
_LOGS: Final = select(ACTIONS).where(ACTIONS.c.event_id >= bindparam("first"), ACTIONS.c.event_id <= bindparam("last"))
_people = insert_all(PEOPLE)
_named = {"name_key": _people.excluded.name_key}
_ADD: Final = select(func.count()).add_cte(
    _people.on_conflict_do_update(index_elements=["event_id", "role"], set_=_named).cte("new_people"),
    *(insert_all(table).on_conflict_do_nothing().cte(f"new_{table.name}") for table in (NAMES, NUMBERS)),
)


async def renew_some(unit: Unit, made_by: str, lists: CodeLists, most: int) -> int:
    """Add the missing keys of the next events; return how many events these were, 0 at the end."""
    progress = (await unit.connection.execute(_BEGIN, {"made_by": made_by})).one()
    if progress.done:
        return 0
    found = list(await unit.connection.scalars(_SOME, {"after": progress.after, "most": most}))
    if found:
        await _renew(unit, found, lists)
    after = found[-1] if found else progress.after
    await unit.connection.execute(update(_PROGRESS).values(after=after, done=not found))
    return len(found)


async def _renew(unit: Unit, event_ids: list[str], lists: CodeLists) -> None:
    logs = await unit.connection.execute(
        _LOGS.order_by(ACTIONS.c.event_id, ACTIONS.c.position), {"first": event_ids[0], "last": event_ids[-1]}
    )
    ours, rows = set(event_ids), {table.name: list[dict[str, object]]() for table in (PEOPLE, NAMES, NUMBERS)}
    for event_id, log in groupby(logs.all(), key=attrgetter("event_id")):
        if event_id in ours:  # one that was opened meanwhile has its keys
            made = people_rows(event_id, replay([action_of(row) for row in log]), lists)
            for name, some in made.items():
                rows[name] += some
    await unit.connection.execute(_ADD, rows)
