"""Parameters of lists of deadlines (how soon, whose, the cursor), and what documents say of one."""

from dataclasses import dataclass
from typing import Annotated, Any, Final

from fastapi import Depends, Query
from pydantic import Field

from chassis.http.pages import Cursor, Limit, Name, PageQuery, Position
from contracts.calendar import Day
from contracts.identifiers import pattern_of
from services.case_registry.domain.deadlines import Deadline
from services.case_registry.domain.words import office_of
from services.case_registry.wire.prosecution import CALLED_UP, STATEMENT
from services.case_registry.wire.seats import ANY_SEAT, SeatAsked, SeatDep

_OF_ENTRIES: Final = (f"{STATEMENT}_", f"{CALLED_UP}_")
_Within = Annotated[
    int, Query(ge=0, le=366, description="Those that end within so many days from today, and all that are overdue.")
]


class DeadlinePosition(Position):
    """The deadline after which a page begins: the soonest comes first."""

    due_on: Day
    case_id: Annotated[str, Field(pattern=pattern_of("cas"))]
    of: Name
    rule: Name
    subject: Name


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadlineQuery(PageQuery[DeadlinePosition]):
    """How soon, whose, and where the page begins."""

    within: int = 7
    seat: SeatAsked = ANY_SEAT


# `async`, though it waits for nothing: FastAPI sends a plain function to a thread, which costs more than the function
async def _deadline_query(
    seat: SeatDep, within: _Within = 7, limit: Limit = 50, cursor: Cursor = None
) -> DeadlineQuery:
    return DeadlineQuery(limit=limit, within=within, seat=seat).continued(cursor, DeadlinePosition)


DeadlineQueryDep = Annotated[DeadlineQuery, Depends(_deadline_query)]


def stated(case_id: str, due: Deadline) -> dict[str, Any]:  # Any: members of the national documents, by their names
    """Return what documents and events say of a deadline."""
    is_entry = due.subject.startswith(_OF_ENTRIES)
    return {
        "case_id": case_id,
        "of": due.of,
        "rule": due.rule or None,
        "since": due.since,
        "due_on": due.due_on,
        "office": office_of(due.seat),
        "participant_id": None if is_entry else due.subject or None,
        "entry_id": due.subject if is_entry else None,
    }
