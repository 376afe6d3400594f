"""The cause list of a day as JSON, CSV or a page ready for print."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from chassis.prints.sheets import LANDSCAPE
from contracts.calendar import VIENTIANE
from contracts.national.justice.cause_list import CauseList, CauseListEntry
from services.case_registry.wire.prints import TEMPLATES, OfficeNames, Words, rendering


def table(causes: CauseList) -> Iterator[list[object]]:
    """Yield one line for each hearing; of a closed one, its time and room."""
    yield ["from", "to", "room", "kind", "status", "closed", "category", "number", "presiding"]
    for each in causes.hearings:
        closed = "true" if each.closed else "false"
        yield [*_times(each), each.room, each.kind, each.status, closed, each.category, each.number, each.presiding]


def page(causes: CauseList, office: OfficeNames, words: Words) -> str:
    """Return the list as a page for the door, in Lao."""
    lines = [
        (
            _times(each),
            each,
            words("hearing-kind", each.kind),
            words("hearing-status", each.status),
            None if each.category is None else words("case-category", each.category),
        )
        for each in causes.hearings
    ]
    return TEMPLATES.render("cause_list.html", "lo", sheet=LANDSCAPE, causes=causes, office=office, lines=lines)


rendered: Final = rendering(table, page)


def _times(each: CauseListEntry) -> tuple[str | None, str | None]:
    return _time(each.starts_at), _time(each.ends_at)


def _time(moment: datetime | None) -> str | None:
    return None if moment is None else f"{moment.astimezone(VIENTIANE):%H:%M}"
