"""An office's front page as JSON, CSV or a page ready for print."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Final

from chassis.prints.figures import moment
from chassis.prints.sheets import PORTRAIT
from contracts.calendar import VIENTIANE
from contracts.national.justice.case_overview import CaseOverview
from services.case_registry.wire.prints import TEMPLATES, OfficeNames, Words, rendering


def table(overview: CaseOverview) -> Iterator[list[object]]:
    """Yield one line for each count, and one for each of the next hearings, with times of Vientiane."""
    yield ["table", "code", "from", "to", "cases", "pending", "case_id"]
    for of_category in overview.categories:
        yield ["category", of_category.category, None, None, of_category.cases, of_category.pending, None]
    for of_status in overview.statuses or ():
        yield ["status", of_status.status, None, None, of_status.cases, None, None]
    for name, arrivals in (("arrivals", overview.arrivals), ("newFromProsecution", overview.new_from_prosecution)):
        if arrivals is not None:
            yield [name, "waiting", None, None, arrivals.waiting, None, None]
            yield [name, "takenThisMonth", None, None, arrivals.taken_this_month, None, None]
    for age in overview.pending_by_age:
        yield ["age", None, age.from_days, age.to_days, None, age.cases, None]
    for each in overview.next_hearings:
        begins, ends = (_in_vientiane(at) for at in (each.starts_at, each.ends_at))
        yield ["hearing", each.kind, begins or each.starts_on, ends, None, None, each.case_id]


def page(overview: CaseOverview, office: OfficeNames, words: Words) -> str:
    """Return the front page ready for print, in Lao."""
    return TEMPLATES.render(
        "overview.html",
        "lo",
        sheet=PORTRAIT,
        overview=overview,
        office=office,
        categories=[(words("case-category", each.category), each) for each in overview.categories],
        statuses=[(words("case-status", each.status), each.cases) for each in overview.statuses or ()],
        hearings=[
            (_printed(each.starts_at, each.starts_on), words("hearing-kind", each.kind), each)
            for each in overview.next_hearings
        ],
    )


rendered: Final = rendering(table, page)


def _in_vientiane(at: datetime | None) -> str | None:
    return None if at is None else at.astimezone(VIENTIANE).isoformat()


def _printed(at: datetime | None, day: date | None) -> str:
    return str(day) if at is None else moment(at)
