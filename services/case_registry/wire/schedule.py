"""Which hearings are asked for."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Annotated, Final

from fastapi import Depends, Query

from chassis.pages import Cursor, Limit, decode_cursor, encode_cursor
from contracts.calendar import VIENTIANE
from contracts.identifiers import is_id
from contracts.problems import InvalidCursor

_ID: Final = "[0-9a-hjkmnp-tv-z]{26}$"
_NAME: Final = "^[A-Za-z0-9][A-Za-z0-9.-]{0,31}$"
_Court = Annotated[
    str | None,
    Query(
        max_length=105,
        pattern="^[A-Za-z0-9]+(-[A-Za-z0-9]+)*$",
        description="Only hearings of this court: `psc`, or `psc-0101` for an office.",
    ),
]
_Judge = Annotated[str | None, Query(pattern=_NAME, description="Only hearings before this judge.")]
_Room = Annotated[str | None, Query(pattern=_NAME, description="Only hearings in this room.")]
_Case = Annotated[str | None, Query(alias="caseId", pattern=f"^cas_{_ID}", description="Only hearings of this case.")]
_From = Annotated[date | None, Query(alias="from", description="Only hearings on this day or later.")]
_To = Annotated[date | None, Query(alias="to", description="Only hearings on this day or earlier.")]


@dataclass(frozen=True, slots=True)
class ScheduleQuery:
    """Which hearings are asked for, and from where on."""

    limit: int
    court: str | None = None
    judge: str | None = None
    room: str | None = None
    case_id: str | None = None
    begins: datetime | None = None
    ends: datetime | None = None  # not included
    after: tuple[datetime, str] | None = None  # time and id of the hearing after which this page begins

    def cursor(self, starts_at: datetime, hearing_id: str) -> str:
        """Return the cursor of the page behind a hearing; it fits this list and these filters only."""
        asked = {"court": self.court, "judge": self.judge, "room": self.room, "caseId": self.case_id}
        return encode_cursor({"startsAt": starts_at.isoformat(), "hearingId": hearing_id, **asked})


# `async`, though it waits for nothing: FastAPI sends a plain function to a thread, which costs more than the function
async def _schedule_query(
    court: _Court = None,
    judge: _Judge = None,
    room: _Room = None,
    case_id: _Case = None,
    begins: _From = None,
    ends: _To = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> ScheduleQuery:
    query = ScheduleQuery(
        limit,
        court,
        judge,
        room,
        case_id,
        None if begins is None else _morning(begins),
        None if ends is None else _morning(ends) + timedelta(days=1),
    )
    return query if cursor is None else _continued(query, cursor)


def _morning(day: date) -> datetime:
    """Return when a day begins where the courts are."""
    return datetime.combine(day, time(), VIENTIANE)


def _continued(query: ScheduleQuery, cursor: str) -> ScheduleQuery:
    told = decode_cursor(cursor)
    after, starts_at = told.get("hearingId"), told.get("startsAt")
    if not isinstance(after, str) or not is_id("hrg", after) or not isinstance(starts_at, str):
        raise InvalidCursor
    try:
        moment = datetime.fromisoformat(starts_at)
    except ValueError:
        raise InvalidCursor from None
    if query.cursor(moment, after) != cursor:
        raise InvalidCursor
    return replace(query, after=(moment, after))


ScheduleAskedFor = Annotated[ScheduleQuery, Depends(_schedule_query)]
