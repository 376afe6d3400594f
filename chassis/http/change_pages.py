"""Pages of changes: the cursor from which a follower goes on, a place in a life of the database."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Query
from pydantic import Field

from chassis.events.changes import latest_place, life
from chassis.http.pages import BigInteger, Limit, PageQuery, Position
from chassis.unit.unit import Unit
from contracts.problems import CursorOfAnotherLife

_Since = Annotated[
    str | None,
    Query(max_length=2048, description="The `since` of the answer before; leave it out to begin with everything."),
]


class ChangePosition(Position):
    """The place of the last change that a follower has seen, and the life of the database in which it was given."""

    life: Annotated[str, Field(pattern="^[0-9a-f]{16}$")]
    place: BigInteger


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeQuery(PageQuery[ChangePosition]):
    """Where a follower goes on."""

    async def begin(self, unit: Unit, topic: str) -> ChangePosition:
        """Return from where the changes of a topic are asked for: the cursor, or the beginning.

        Raises `CursorOfAnotherLife` for a cursor that was given before the database was restored.
        """
        present = await life(unit)
        known = self.after or ChangePosition(life=present, place=0)
        if known.life != present or (known.place and known.place > await latest_place(unit, topic)):
            raise CursorOfAnotherLife
        return known

    def since(self, begun: ChangePosition, place: int) -> str:
        """Return the cursor of who has seen everything from there up to this place."""
        return self.cursor(ChangePosition(life=begun.life, place=place))


# `async`, though it waits for nothing: FastAPI sends a plain function to a thread, which costs more than the function
async def _change_query(since: _Since = None, limit: Limit = 100) -> ChangeQuery:
    return ChangeQuery(limit=limit).continued(since, ChangePosition)


ChangeQueryDep = Annotated[ChangeQuery, Depends(_change_query)]
