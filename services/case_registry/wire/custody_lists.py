"""Query of custody that runs out, and both lists of who is held as JSON, CSV or a page ready for print."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Final

from fastapi import Depends, Query, Response
from pydantic import BaseModel, Field

from chassis.http.pages import Cursor, Limit, PageQuery, Position
from chassis.http.renderings import as_json
from chassis.prints.sheets import LANDSCAPE
from contracts.calendar import VIENTIANE, Day, Moment
from contracts.identifiers import pattern_of
from contracts.national.justice.custody_expiry_page import CustodyExpiry, CustodyExpiryPage
from contracts.national.justice.custody_list import CustodyList
from services.case_registry.wire.prints import TEMPLATES, Names, OfficeNames, Words, rendering
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


class CustodyExpiries(BaseModel):
    """Everybody whose custody runs out, as a table or a page has them; as JSON they come page by page."""

    until: date | None
    computed_at: datetime
    items: list[CustodyExpiry]


def expiries_table(expiries: CustodyExpiries) -> Iterator[list[object]]:
    """Yield one line for each, with times of Vientiane."""
    case = ("case_id", "number", "case_status", "responsible_member", "responsible_office")
    yield [*case, "participant_id", "status", "since", "until", "order_number", "order_state"]
    for each in expiries.items:
        of_case = (each.case_id, each.number, each.case_status, each.responsible.member, each.responsible.office)
        since, until = _in_vientiane(each.since), _in_vientiane(each.until)
        yield [*of_case, each.participant_id, each.status, since, until, each.order_number, each.order_state]


def expiries_page(expiries: CustodyExpiries, office: OfficeNames, names: Names, words: Words) -> str:
    """Return the list as a page for the office, in Lao."""
    lines = [
        (
            each,
            words("custody-status", each.status),
            words("custody-order-state", each.order_state),
            words("case-status", each.case_status),
            names(each.responsible.member, each.responsible.office),
        )
        for each in expiries.items
    ]
    return TEMPLATES.render(
        "custody_expiries.html", "lo", sheet=LANDSCAPE, expiries=expiries, office=office, lines=lines
    )


_expiries_rendered: Final = rendering(expiries_table, expiries_page)


def expiries_answered(
    found: CustodyExpiryPage | CustodyExpiries, accept: str | None, office: OfficeNames, names: Names, words: Words
) -> Response:
    """Return the answer with one page as JSON, or with the whole list as `Accept` likes it."""
    if isinstance(found, CustodyExpiryPage):
        return as_json(found)
    return _expiries_rendered(found, accept, office, names, words)


def table(held: CustodyList) -> Iterator[list[object]]:
    """Yield one line for each who is held, with times of Vientiane; of a restricted case no number."""
    yield ["status", "since", "until", "order_state", "closed", "number"]
    for each in held.people:
        closed = "true" if each.closed else "false"
        since, until = _in_vientiane(each.since), _in_vientiane(each.until)
        yield [each.status, since, until, each.order_state, closed, each.number]


def page(held: CustodyList, office: OfficeNames, words: Words) -> str:
    """Return the list as a page for the door, in Lao."""
    lines = [
        (each, words("custody-status", each.status), words("custody-order-state", each.order_state))
        for each in held.people
    ]
    return TEMPLATES.render("custody_list.html", "lo", sheet=LANDSCAPE, held=held, office=office, lines=lines)


rendered: Final = rendering(table, page)


def _in_vientiane(moment: datetime | None) -> str | None:
    return None if moment is None else moment.astimezone(VIENTIANE).isoformat()
