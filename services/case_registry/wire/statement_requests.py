"""Parameters of the list of requests for a statement, and its cursor."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Query
from pydantic import Field

from chassis.http.pages import Cursor, Integer, Limit, PageQuery, Position
from contracts.calendar import Moment
from contracts.identifiers import pattern_of
from services.case_registry.wire.seats import ANY_SEAT, CourtDep, SeatAsked, SeatDep

_Case = Annotated[str | None, Query(alias="caseId", pattern=pattern_of("cas"), description="Only those of this case.")]


class RequestPosition(Position):
    """The request after which a page begins: they are listed newest first."""

    recorded_at: Moment
    case_id: Annotated[str, Field(pattern=pattern_of("cas"))]
    position: Integer


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestQuery(PageQuery[RequestPosition]):
    """The filters of the list, and where its page begins."""

    case_id: str | None = None
    seat: SeatAsked = ANY_SEAT
    court: SeatAsked = ANY_SEAT


# `async`, though it waits for nothing: FastAPI sends a plain function to a thread, which costs more than the function
async def _request_query(
    seat: SeatDep,
    court: CourtDep,
    case_id: _Case = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> RequestQuery:
    query = RequestQuery(limit=limit, case_id=case_id, seat=seat, court=court)
    return query.continued(cursor, RequestPosition)


RequestQueryDep = Annotated[RequestQuery, Depends(_request_query)]
