"""Figures of an office's front page: cases by category and status, arrivals, ages of pending cases, next hearings."""

from typing import Final

from chassis.unit.unit import Unit
from contracts.national.justice.case_overview import Arrivals, CaseOverview, CategoryCount, PendingAge, StatusCount
from services.case_registry.domain import days
from services.case_registry.domain.reads import Read
from services.case_registry.domain.statistics import by_age, kind_of
from services.case_registry.domain.words import Kind
from services.case_registry.store import hearings
from services.case_registry.store import statistics as store
from services.case_registry.store.statistics import Counted
from services.case_registry.usecases.asking import Asker, sight_of
from services.case_registry.wire.seats import SeatAsked

HEARINGS: Final = 10  # as many as a front page shows


def _kind_asked(asker: Asker, member: str) -> str:
    known = asker.organisations.members.get(member)
    return "" if known is None else known.kind  # of no kind: nobody looks a member of a query up


async def overview(unit: Unit, asker: Asker, asked: SeatAsked) -> CaseOverview:
    """Return what an office sees first; of a court the cases before it, of any other office the files that it has.

    All of it is of the cases that whoever asks may see: a figure that counts more tells that there are others.
    Without a member it is of the courts. Raises `InvalidInput` for a member that has no cases.
    """
    sight, today = sight_of(unit, asker, Read.CASE_OVERVIEW), days.today(unit.now)
    kind = Kind.COURT if asked.member is None else kind_of(_kind_asked(asker, asked.member))
    office = asked.wanted(asker.organisations)
    counted = Counted(kind, office, asker.members_of(kind))
    month_began = today.replace(day=1)
    waiting, taken = await store.arrivals(unit, counted, month_began, sight=sight)
    of_court = kind is Kind.COURT
    filed, filed_taken = (
        await store.arrivals(unit, counted, month_began, sight=sight, sender=Kind.PROSECUTOR) if of_court else (0, 0)
    )
    return CaseOverview(
        member=asked.member,
        office=asked.office,
        below=asked.below or None,
        kind=kind.value,
        computed_at=unit.now,
        categories=[
            CategoryCount(category=category, cases=cases, pending=pending)
            for category, cases, pending in await store.by_category(unit, counted, sight=sight)
        ],
        statuses=[
            StatusCount(status=status, cases=cases)
            for status, cases in await store.by_status(unit, counted, sight=sight)
        ],
        arrivals=Arrivals(waiting=waiting, taken_this_month=taken),
        new_from_prosecution=Arrivals(waiting=filed, taken_this_month=filed_taken) if of_court else None,
        pending_by_age=[
            PendingAge(from_days=age.first, to_days=age.last, cases=cases)
            for age, cases in by_age(await store.pending_by_days(unit, counted, today, sight=sight))
        ],
        next_hearings=await hearings.upcoming(unit, office, of_courts=kind is Kind.COURT, sight=sight, limit=HEARINGS),
    )
