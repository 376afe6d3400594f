"""Parameter of changed events: the cursor from which a follower goes on, a place in a life of the database."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Query
from pydantic import Field

from chassis.http.pages import BigInteger, Limit, PageQuery, Position

_Since = Annotated[
    str | None,
    Query(max_length=2048, description="The `since` of the answer before; leave it out to begin with all events."),
]


class ChangePosition(Position):
    """The place of the last change that a follower has seen, and the life of the database in which it was given."""

    life: Annotated[str, Field(pattern="^[0-9a-f]{16}$")]
    place: BigInteger


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeQuery(PageQuery[ChangePosition]):
    """Where a follower goes on."""


# `async`, though it waits for nothing: FastAPI sends a plain function to a thread, which costs more than the function
async def _change_query(since: _Since = None, limit: Limit = 100) -> ChangeQuery:
    return ChangeQuery(limit=limit).continued(since, ChangePosition)


ChangeQueryDep = Annotated[ChangeQuery, Depends(_change_query)]
