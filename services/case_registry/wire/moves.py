"""The version of a case in a header, and which of its moves are asked for."""

from dataclasses import dataclass
from typing import Annotated, Any, Final

from fastapi import Depends, Header

from chassis.pages import Cursor, Limit, decode_cursor, encode_cursor
from contracts.problems import InvalidCursor

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


@dataclass(frozen=True, slots=True)
class MoveQuery:
    """Which part of the moves is asked for."""

    limit: int
    after: int = 0  # the position after which this page begins


def move_cursor(position: int) -> str:
    """Return the cursor of the page behind this position."""
    return encode_cursor({"position": position})


# `async`, though it waits for nothing: FastAPI sends a plain function to a thread, which costs more than the function
async def _move_query(limit: Limit = 50, cursor: Cursor = None) -> MoveQuery:
    if cursor is None:
        return MoveQuery(limit)
    after = decode_cursor(cursor).get("position")
    if type(after) is not int or after < 1 or move_cursor(after) != cursor:
        raise InvalidCursor
    return MoveQuery(limit, after)


MovesAskedFor = Annotated[MoveQuery, Depends(_move_query)]
