"""Tell an office what waits for it: files, hand-overs, entries of its register, people in custody."""

from typing import Final

from chassis.unit.unit import Unit
from contracts.national.justice.work_page import WorkItem, WorkPage
from services.case_registry.domain.reads import Read
from services.case_registry.domain.words import WantedSeats
from services.case_registry.domain.work_list import Work
from services.case_registry.store import work_list as store
from services.case_registry.usecases.asking import Asker, sight_of
from services.case_registry.wire.work_list import NEVER, WorkPosition, WorkQuery

# under which name an item states the id of what waits; a file is its case
_NAMES: Final = {
    Work.HAND_OVER: "hand_over_id",
    Work.STATEMENT: "statement_id",
    Work.CALLED_UP_FILE: "called_up_file_id",
    Work.CUSTODY: "participant_id",
    Work.DEATH: "participant_id",
    Work.APPEAL: "claim_id",
    Work.HEARING: "hearing_id",
}


async def work_list(unit: Unit, asker: Asker, query: WorkQuery) -> WorkPage:
    """Return one page of what waits for the office asked for, or for the one that asks; what is due comes first."""
    sight = sight_of(unit, asker, Read.WORK_LIST)
    office = query.seat.wanted(asker.organisations)
    standing = asker.caller.standing
    if office is None and standing is not None:
        office = WantedSeats(frozenset({standing.seat, *standing.succeeds}))
    rows = await store.page(unit, query, office, sight=sight, limit=query.with_one_more)
    shown, after = query.page(list(rows), lambda row: WorkPosition(due=row["due"], since=row["since"], id=row["id"]))
    items = []
    for row in shown:
        named = {name: row["id"] for kind, name in _NAMES.items() if row["kind"] == kind}
        stated = {name: row[name] for name in ("kind", "case_id", "case_status", "since", "until")}
        due_on = None if row["due"] == NEVER else row["due"]
        items.append(WorkItem(**stated, **named, due_on=due_on))
    return WorkPage(items=items, next=after)
