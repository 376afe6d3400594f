"""Parameters of corrections: the id in the path, the moment of a read, the cursors of the lists."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Query
from pydantic import Field

from chassis.http.pages import Cursor, Limit, PageQuery, Position, asked_for
from chassis.http.path_ids import path_id
from contracts.calendar import Moment
from contracts.identifiers import pattern_of

CorrectionId = Annotated[str, path_id("cor", "correctionId", "Id of the correction.")]
At = Annotated[
    Moment | None,
    Query(description="What was known at this moment, whatever was recorded or corrected since; left out: now."),
]
_Pending = Annotated[bool, Query(description="Only those that the office has not acknowledged yet.")]


class CorrectionPosition(Position):
    """The correction after which a page begins: they are listed oldest first."""

    correction_id: Annotated[str, Field(pattern=pattern_of("cor"))]


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionQuery(PageQuery[CorrectionPosition]):
    """The page of the corrections of one case."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwedQuery(PageQuery[CorrectionPosition]):
    """Which of the corrections that are owed, and where the page begins."""

    pending: bool = False


# `async`, though it waits for nothing: FastAPI sends a plain function to a thread, which costs more than the function
async def _owed_query(pending: _Pending = False, limit: Limit = 50, cursor: Cursor = None) -> OwedQuery:
    return OwedQuery(limit=limit, pending=pending).continued(cursor, CorrectionPosition)


CorrectionQueryDep = Annotated[CorrectionQuery, Depends(asked_for(CorrectionQuery, CorrectionPosition))]
OwedQueryDep = Annotated[OwedQuery, Depends(_owed_query)]
