"""Query of custody that runs out, and the custody list of a day as JSON, CSV or a page ready for print."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Final

from fastapi import Depends, Query
from pydantic import Field

from chassis.http.pages import Cursor, Limit, PageQuery, Position
from chassis.prints.sheets import LANDSCAPE
from contracts.calendar import Day, Moment
from contracts.identifiers import pattern_of
from contracts.national.justice.custody_list import CustodyList
from services.case_registry.wire.prints import TEMPLATES, OfficeNames, Words, rendering
from services.case_registry.wire.seats import ANY_SEAT, SeatAsked, SeatDep

_Until = Annotated[
    Day | None,
    Query(description="Only those whose order ends on this day or earlier, and those without an end or an order."),
]


class ExpiryPosition(Position):
    """Behind whom a page begins: those without an end come first, then by the end of the order."""

    until: Moment
    participant_id: Annotated[str, Field(pattern=pattern_of("ptc"))]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpiryQuery(PageQuery[ExpiryPosition]):
    """Whose custody is asked for, until when, and where the page begins."""

    seat: SeatAsked = ANY_SEAT
    until: date | None = None


# `async`, though it waits for nothing: FastAPI sends a plain function to a thread, which costs more than the function
async def _expiry_query(seat: SeatDep, until: _Until = None, limit: Limit = 50, cursor: Cursor = None) -> ExpiryQuery:
    return ExpiryQuery(limit=limit, seat=seat, until=until).continued(cursor, ExpiryPosition)


ExpiryQueryDep = Annotated[ExpiryQuery, Depends(_expiry_query)]


def table(held: CustodyList) -> Iterator[list[object]]:
    """Yield one line for each who is held; of a restricted case no number."""
    yield ["status", "since", "until", "order", "closed", "number"]
    for each in held.people:
        closed = "true" if each.closed else "false"
        until = each.until and each.until.isoformat()
        yield [each.status, each.since.isoformat(), until, each.order, closed, each.number]


def page(held: CustodyList, office: OfficeNames, words: Words) -> str:
    """Return the list as a page for the door, in Lao."""
    lines = [
        (each, words("custody-status", each.status), words("custody-order-state", each.order)) for each in held.people
    ]
    return TEMPLATES.render("custody_list.html", "lo", sheet=LANDSCAPE, held=held, office=office, lines=lines)


rendered: Final = rendering(table, page)
