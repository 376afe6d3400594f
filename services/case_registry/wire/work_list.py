"""Query of the work that waits for an office, and its cursor."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Final

from fastapi import Depends, Query
from pydantic import Field

from chassis.http.pages import Cursor, Limit, PageQuery, Position
from contracts.calendar import LAST_YEAR, Day
from contracts.identifiers import pattern_of
from services.case_registry.wire.seats import ANY_SEAT, SeatAsked, SeatDep

NEVER: Final = date(LAST_YEAR, 12, 31)  # where nothing is due
_Kind = Annotated[
    str | None,
    Query(max_length=40, description="Only work of this kind.", json_schema_extra={"x-codelist": "work-kind"}),
]


class WorkPosition(Position):
    """Behind what a page begins: work is listed by the day on which it is due, then by its own, oldest first."""

    due: Day
    since: Day
    id: Annotated[str, Field(pattern=pattern_of("(cas|hov|pst|cuf|ptc|clm|hrg)"))]


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkQuery(PageQuery[WorkPosition]):
    """Whose work is asked for, of which kind, and where the page begins."""

    seat: SeatAsked = ANY_SEAT
    kind: str | None = None


# `async`, though it waits for nothing: FastAPI sends a plain function to a thread, which costs more than the function
async def _work_query(seat: SeatDep, kind: _Kind = None, limit: Limit = 50, cursor: Cursor = None) -> WorkQuery:
    return WorkQuery(limit=limit, seat=seat, kind=kind).continued(cursor, WorkPosition)


WorkQueryDep = Annotated[WorkQuery, Depends(_work_query)]
