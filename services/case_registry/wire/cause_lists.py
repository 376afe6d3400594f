"""The cause list of a day as JSON, CSV or a page ready for print."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Final

from fastapi import Response

from chassis.http.renderings import by_accept
from chassis.prints.sheets import LANDSCAPE
from chassis.prints.templates import Templates
from contracts.calendar import VIENTIANE
from contracts.national.justice.cause_list import CauseList, CauseListEntry

_TEMPLATES: Final = Templates("services.case_registry.wire")


def rendered(
    causes: CauseList, office: tuple[str, str] | None, words: Callable[[str, str], tuple[str, str]], accept: str | None
) -> Response:
    """Return the list as CSV or HTML if asked for, else as JSON; `words` are the labels of codes."""
    return by_accept(causes, accept, table=partial(table, causes), page=partial(page, causes, office, words))


def table(causes: CauseList) -> Iterator[list[object]]:
    """Yield one line for each hearing; of a closed one, its time and room."""
    yield ["from", "to", "room", "kind", "status", "closed", "category", "number", "presiding"]
    for each in causes.hearings:
        closed = "true" if each.closed else "false"
        yield [*_times(each), each.room, each.kind, each.status, closed, each.category, each.number, each.presiding]


def page(causes: CauseList, office: tuple[str, str] | None, words: Callable[[str, str], tuple[str, str]]) -> str:
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
    return _TEMPLATES.render("cause_list.html", "lo", sheet=LANDSCAPE, causes=causes, office=office, lines=lines)


def _times(each: CauseListEntry) -> tuple[str, str]:
    begins, ends = (moment.astimezone(VIENTIANE) for moment in (each.starts_at, each.ends_at))
    return f"{begins:%H:%M}", f"{ends:%H:%M}"
