"""Parameters of the list of owed corrections, and its cursor."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import Depends, Query
from pydantic import Field

from chassis.http.pages import Cursor, Limit, PageQuery, Position
from contracts.calendar import Moment
from contracts.identifiers import pattern_of

_Pending = Annotated[bool, Query(description="Only those that the office has not acknowledged yet.")]
_Since = Annotated[
    Moment | None, Query(alias="changedSince", description="Only those that were recorded after this moment.")
]


class CorrectionPosition(Position):
    """The correction after which a page begins: they are listed oldest first."""

    correction_id: Annotated[str, Field(pattern=pattern_of("ecr"))]


@dataclass(frozen=True, slots=True, kw_only=True)
class OwedQuery(PageQuery[CorrectionPosition]):
    """Which of the corrections that are owed, and where the page begins."""

    pending: bool = False
    changed_since: datetime | None = None


# `async`, though it waits for nothing: FastAPI sends a plain function to a thread, which costs more than the function
async def _owed_query(
    pending: _Pending = False, changed_since: _Since = None, limit: Limit = 50, cursor: Cursor = None
) -> OwedQuery:
    query = OwedQuery(limit=limit, pending=pending, changed_since=changed_since)
    return query.continued(cursor, CorrectionPosition)


OwedQueryDep = Annotated[OwedQuery, Depends(_owed_query)]
