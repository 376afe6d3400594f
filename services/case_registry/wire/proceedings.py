"""Parameters of proceedings: the id in the path, the cursor of the list."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import Depends
from pydantic import Field

from chassis.http.pages import Cursor, Limit, PageQuery, Position
from chassis.http.path_ids import path_id
from contracts.identifiers import pattern_of
from services.case_registry.wire.corrections import At

ProceedingId = Annotated[str, path_id("pro", "proceedingId", "Id of the proceedings.")]


class ProceedingPosition(Position):
    """The proceedings after which a page begins: they are listed oldest first."""

    proceeding_id: Annotated[str, Field(pattern=pattern_of("pro"))]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProceedingQuery(PageQuery[ProceedingPosition]):
    """The page of the proceedings of one case, as they were known at a moment or are now."""

    at: datetime | None = None


# `async`, though it waits for nothing: FastAPI sends a plain function to a thread, which costs more than the function
async def _proceeding_query(at: At = None, limit: Limit = 50, cursor: Cursor = None) -> ProceedingQuery:
    return ProceedingQuery(limit=limit, at=at).continued(cursor, ProceedingPosition)


ProceedingQueryDep = Annotated[ProceedingQuery, Depends(_proceeding_query)]
