"""Reckon what is due in cases, list it by case and by office, and tell of it before its day."""

from datetime import date, time, timedelta
from typing import Final

from chassis.events.ticks import Job, announce_once
from chassis.unit.settlement import write_announced
from chassis.unit.unit import Unit
from contracts.codelists import CodeLists
from contracts.national.justice.deadline import Deadline as DeadlineDocument
from contracts.national.justice.deadline_page import DeadlinePage
from contracts.organisations import Organisations
from contracts.problems import NotFound
from services.case_registry.domain import days
from services.case_registry.domain.deadline_rules import rules_in
from services.case_registry.domain.deadlines import Deadline, deadlines
from services.case_registry.domain.fact_kinds import CROSSING, TIMELESS
from services.case_registry.domain.facts import Fact
from services.case_registry.domain.reads import Read
from services.case_registry.events.deadlines import deadline_approached
from services.case_registry.store import cases
from services.case_registry.store import deadlines as store
from services.case_registry.usecases.asking import Asker, sight_of
from services.case_registry.usecases.readers import note
from services.case_registry.wire.deadlines import DeadlineQuery, stated

_AT_ONCE: Final = 500  # events of one statement
TELL: Final = "case-deadlines"
_MORNING: Final = time(6, 0)  # before offices open


async def reckon(unit: Unit, case_id: str, lists: CodeLists, organisations: Organisations) -> None:
    """Reckon what is due in a case, locked by whoever asks, and keep it where it is something else than before."""
    known = await store.known(unit, case_id)
    members = organisations.members

    def kind_of(member: str) -> str | None:
        return members[member].kind if member in members else None

    due = deadlines(known.entries, known.custody, rules_in(lists), kind_of)
    if set(due) != set(known.kept):
        await store.keep(unit, case_id, due)


async def reckon_after(unit: Unit, case_id: str, fact: Fact, lists: CodeLists, organisations: Organisations) -> None:
    """Reckon what is due in a case in which this has happened.

    Not where no deadline is about it, nor while people are on their way: who lets them cross reckons at the end.
    """
    if fact.kind not in TIMELESS | CROSSING:
        await reckon(unit, case_id, lists, organisations)


async def of_case(unit: Unit, asker: Asker, case_id: str) -> DeadlinePage:
    """Return what is due in a case, the soonest first; raise `NotFound` also for a case that is hidden."""
    if not await cases.is_visible(unit, case_id, sight_of(unit, asker, Read.CASE_DEADLINES)):
        raise NotFound
    await note(unit, asker, case_id)
    found = await store.of_case(unit, case_id)
    return DeadlinePage(items=[_document(case_id, due) for case_id, due in found])


async def list_deadlines(unit: Unit, asker: Asker, query: DeadlineQuery) -> DeadlinePage:
    """Return one page of what is due soon, or overdue, at the offices whose deadlines whoever asks may see."""
    sight, office = sight_of(unit, asker, Read.LIST_DEADLINES), query.seat.wanted(asker.organisations)
    until = days.today(unit.now) + timedelta(days=query.within)
    found = await store.page(unit, query, until, office, sight=sight, limit=query.with_one_more)
    items, following = query.page(found, store.position_of)
    return DeadlinePage(items=[_document(case_id, due) for case_id, due in items], next=following)


async def tell(unit: Unit, day: date) -> None:
    """Announce what is to be told of by this day and was not; once, however often it is asked."""
    while some := await store.to_tell(unit, day, _AT_ONCE):
        await announce_once(unit, [deadline_approached(unit, TELL, case_id, due) for case_id, due in some])
        await store.told(unit, some)
        await write_announced(unit)


JOBS: Final = (Job(TELL, _MORNING, tell),)


def _document(case_id: str, due: Deadline) -> DeadlineDocument:
    return DeadlineDocument(**stated(case_id, due))
