"""SQL of the keys of stored names and numbers, made anew event by event.

Keys are added and none is taken away: a title that has ended still stands in front of names that were written with it.
The name by which duplicates are looked for is one, and is replaced.
"""

from collections.abc import Sequence
from itertools import groupby
from operator import attrgetter
from typing import Final

from sqlalchemy import bindparam, func, select

from chassis.postgres.statements import insert_all, table_of
from chassis.unit.remaking import Progress
from chassis.unit.unit import Unit
from contracts.codelists import CodeLists
from services.civil_registration.domain.records import replay
from services.civil_registration.models.stored_keys import StoredKeyProgressRow
from services.civil_registration.store.events import ACTIONS, EVENTS, NAMES, NUMBERS, PEOPLE, action_of, people_rows

_PROGRESS: Final = Progress(table_of(StoredKeyProgressRow))
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

    async def renewed(after: str) -> Sequence[str]:
        found = (await unit.connection.scalars(_SOME, {"after": after, "most": most})).all()
        if found:
            await _renew(unit, found, lists)
        return found

    return len(await _PROGRESS.step(unit, made_by, renewed))


async def _renew(unit: Unit, event_ids: Sequence[str], lists: CodeLists) -> None:
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
