"""Parameters of moves: `If-Match` with the version of the case, the cursor of the list."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Final

from fastapi import Depends, Header

from chassis.http.pages import Cursor, Integer, Limit, PageQuery, Position
from services.case_registry.wire.corrections import At

IfMatch = Annotated[str | None, Header(alias="If-Match", include_in_schema=False)]
# Required of callers, and refused by a sentence of our own when it is missing: 428, not 400.
IF_MATCH: Final[dict[str, Any]] = {  # Any: a parameter object of OpenAPI
    "name": "If-Match",
    "in": "header",
    "required": True,
    "description": "The ETag of the case as you read it: its version in quotes.",
    "schema": {"type": "string", "maxLength": 200},
}


def etag(version: int) -> str:
    """Return the entity tag of a case at this version: every fact on record makes another."""
    return f'"{version}"'


class MovePosition(Position):
    """The move after which a page begins, by its position in the history of the case."""

    position: Integer


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveQuery(PageQuery[MovePosition]):
    """The page of the moves of one case, as they were known at a moment or are now."""

    at: datetime | None = None


# `async`, though it waits for nothing: FastAPI sends a plain function to a thread, which costs more than the function
async def _move_query(at: At = None, limit: Limit = 50, cursor: Cursor = None) -> MoveQuery:
    return MoveQuery(limit=limit, at=at).continued(cursor, MovePosition)


MoveQueryDep = Annotated[MoveQuery, Depends(_move_query)]
