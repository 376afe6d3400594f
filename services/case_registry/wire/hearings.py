"""Parameters of hearings: the id in the path, the filters of the schedule, its cursor."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, Final

from fastapi import Depends, Query
from pydantic import Field

from chassis.http.pages import Cursor, Limit, PageQuery, Position, must_run_forward
from chassis.http.path_ids import path_id
from contracts.calendar import Day, Moment
from contracts.identifiers import pattern_of
from contracts.official_numbers import normal_number
from contracts.texts import LINE
from services.case_registry.domain.days import morning
from services.case_registry.wire.corrections import At
from services.case_registry.wire.seats import ANY_SEAT, SeatAsked, SeatDep

JUDGE: Final = "^[A-Za-z0-9][A-Za-z0-9._@-]{0,63}$"

HearingId = Annotated[str, path_id("hrg", "hearingId", "Id of the hearing.")]
_Judge = Annotated[
    str | None,
    Query(
        pattern=JUDGE,
        description="Only hearings before this judge; name the court, too: each member has numbers of its own.",
    ),
]
_Room = Annotated[
    str | None, Query(max_length=64, pattern=LINE, description="Only hearings in this room, however its name is spelt.")
]
_Case = Annotated[
    str | None, Query(alias="caseId", pattern=pattern_of("cas"), description="Only hearings of this case.")
]
_From = Annotated[Day | None, Query(alias="from", description="Only hearings on this day or later.")]
_To = Annotated[Day | None, Query(alias="to", description="Only hearings on this day or earlier.")]


class HearingPosition(Position):
    """The hearing after which a page begins, by its time and its id."""

    starts_at: Moment
    hearing_id: Annotated[str, Field(pattern=pattern_of("hrg"))]


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleQuery(PageQuery[HearingPosition]):
    """The filters of the schedule, and where its page begins."""

    court: SeatAsked = ANY_SEAT
    judge: str | None = None
    normal_room: str | None = None
    case_id: str | None = None
    begins: datetime | None = None
    ends: datetime | None = None  # not included
    at: datetime | None = None  # as they were known then; None: as they are now


# `async`, though it waits for nothing: FastAPI sends a plain function to a thread, which costs more than the function
async def _schedule_query(
    court: SeatDep,
    judge: _Judge = None,
    room: _Room = None,
    case_id: _Case = None,
    begins: _From = None,
    ends: _To = None,
    at: At = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> ScheduleQuery:
    must_run_forward(("from", begins), ("to", ends))
    query = ScheduleQuery(
        limit=limit,
        court=court,
        judge=judge,
        normal_room=room and normal_number(room),
        case_id=case_id,
        begins=None if begins is None else morning(begins),
        ends=None if ends is None else morning(ends) + timedelta(days=1),
        at=at,
    )
    return query.continued(cursor, HearingPosition)


ScheduleQueryDep = Annotated[ScheduleQuery, Depends(_schedule_query)]
