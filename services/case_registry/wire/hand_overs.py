"""Parameters of hand-overs: the id in the path, the filters of the list, its cursor."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from fastapi import Depends, Query
from pydantic import Field

from chassis.http.pages import Cursor, Limit, PageQuery, Position
from chassis.http.path_ids import path_id
from contracts.identifiers import pattern_of

HandOverId = Annotated[str, path_id("hov", "handOverId", "Id of the hand-over.")]


class Direction(StrEnum):
    """Which side of a hand-over the caller has."""

    INCOMING = "incoming"
    OUTGOING = "outgoing"


_Direction = Annotated[Direction | None, Query(description="Only those to the caller, or only those from it.")]
_Status = Annotated[
    str | None,
    Query(
        max_length=40,
        description="Only hand-overs that stand there: `sent` waits.",
        json_schema_extra={"x-codelist": "hand-over-status"},
    ),
]
_Case = Annotated[str | None, Query(alias="caseId", pattern=pattern_of("cas"), description="Only those of this case.")]


class HandOverPosition(Position):
    """The hand-over after which a page begins: they are listed newest first."""

    hand_over_id: Annotated[str, Field(pattern=pattern_of("hov"))]


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOverQuery(PageQuery[HandOverPosition]):
    """The filters of a list of hand-overs, and where its page begins."""

    direction: Direction | None = None
    status: str | None = None
    case_id: str | None = None


# `async`, though it waits for nothing: FastAPI sends a plain function to a thread, which costs more than the function
async def _hand_over_query(
    direction: _Direction = None,
    status: _Status = None,
    case_id: _Case = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> HandOverQuery:
    query = HandOverQuery(limit=limit, direction=direction, status=status, case_id=case_id)
    return query.continued(cursor, HandOverPosition)


HandOverQueryDep = Annotated[HandOverQuery, Depends(_hand_over_query)]
