"""Make stored rows anew when what they are made by has changed: titles, rules. In bounded steps, on after a restart.

For each such work a component has a table of one row (`id`, `made_by`, `after`, `done`): by what, and how far.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from typing import Final

from sqlalchemy import Table, case, update
from sqlalchemy.dialects.postgresql import insert

from chassis.unit.unit import Unit
from chassis.unit.units import Units
from contracts.problems import Unavailable

_LOOK_EVERY_S: Final = 30.0


async def keep_remade(made_by: Callable[[], str], remake: Callable[[], Awaitable[object]]) -> None:
    """Look every half minute whether the rows are made by what holds at present, until cancelled.

    They are made anew once the same was seen twice: by then every process writes new rows by it.
    """
    seen = ""
    while True:
        await asyncio.sleep(_LOOK_EVERY_S)
        if (present := made_by()) == seen:
            with suppress(Unavailable):
                await remake()
        seen = present


async def remade(units: Units, step: Callable[[Unit], Awaitable[int]]) -> int:
    """Do step after step, each in a unit of its own, until one looks at nothing; return how many rows were looked at.

    Where it stopped is kept, so another process goes on after a restart. Raises `Unavailable`.
    """
    looked_at = 0
    while True:
        async with units.open() as unit:
            some = await step(unit)
        if some == 0:
            return looked_at
        looked_at += some


class Progress:
    """How far the rows are made anew, in the table of this work."""

    def __init__(self, table: Table) -> None:
        begin = insert(table).values(id=1, after="", done=False)  # and made by what the step says
        is_same = table.c.made_by == begin.excluded.made_by
        # the row is locked until the step is over, so that two processes take one step after the other
        self._begin: Final = begin.on_conflict_do_update(
            index_elements=["id"],
            set_={
                "made_by": begin.excluded.made_by,
                "after": case((is_same, table.c.after), else_=""),
                "done": table.c.done & is_same,
            },
        ).returning(table.c.after, table.c.done)
        self._end: Final = update(table)

    async def step(self, unit: Unit, made_by: str, some: Callable[[str], Awaitable[Sequence[str]]]) -> Sequence[str]:
        """Let `some` take the next rows behind an id; return the ids of these, none at the end. The unit keeps it."""
        begun = (await unit.connection.execute(self._begin, {"made_by": made_by})).one()
        if begun.done:
            return []
        found = await some(begun.after)
        after = found[-1] if found else begun.after
        await unit.connection.execute(self._end.values(after=after, done=not found))
        return found
