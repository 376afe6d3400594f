"""Parameters of moves: `If-Match` with the version of the case, the cursor of the list."""

from dataclasses import dataclass
from typing import Annotated, Any, Final

from fastapi import Depends, Header

from chassis.http.pages import Integer, PageQuery, Position, asked_for

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
    """The page of the moves of one case."""


MoveQueryDep = Annotated[MoveQuery, Depends(asked_for(MoveQuery, MovePosition))]
