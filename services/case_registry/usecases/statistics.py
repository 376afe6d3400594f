"""Figures of a court's front page: cases by category, arrivals, ages of pending cases, next hearings."""

from datetime import datetime, time
from typing import Final

from chassis.unit.unit import Unit
from contracts.calendar import VIENTIANE
from contracts.national.justice.case_overview import Arrivals, CaseOverview, CategoryCount, PendingAge
from services.case_registry.domain import days
from services.case_registry.domain.courts import must_be_a_court
from services.case_registry.domain.reads import Read
from services.case_registry.domain.statistics import by_age
from services.case_registry.domain.words import Kind
from services.case_registry.store import hearings
from services.case_registry.store import statistics as store
from services.case_registry.usecases.asking import Asker, sight_of
from services.case_registry.wire.seats import SeatAsked

HEARINGS: Final = 10  # as many as a front page shows


async def overview(unit: Unit, asker: Asker, asked: SeatAsked) -> CaseOverview:
    """Return cases by category, arrivals from the prosecution, how old pending cases are, and the next hearings.

    All of it is of the cases that whoever asks may see: a figure that counts more tells that there are others. Raises
    `InvalidInput` for what is no court.
    """
    must_be_a_court(asked.member, asked.office, asker.organisations)
    sight, today = sight_of(unit, asker, Read.CASE_OVERVIEW), days.today(unit.now)
    court = asked.wanted(asker.organisations)
    month_began = datetime.combine(today.replace(day=1), time(), VIENTIANE)
    courts = [member.id for member in asker.organisations.members.values() if member.kind == Kind.COURT]
    waiting, taken = await store.arrivals(unit, court, courts, month_began, sight=sight)
    return CaseOverview(
        member=asked.member,
        office=asked.office,
        below=asked.below or None,
        computed_at=unit.now,
        categories=[
            CategoryCount(category=category, cases=cases, pending=pending)
            for category, cases, pending in await store.by_category(unit, court, sight=sight)
        ],
        new_from_prosecution=Arrivals(waiting=waiting, taken_this_month=taken),
        pending_by_age=[
            PendingAge(from_days=age.first, to_days=age.last, cases=cases)
            for age, cases in by_age(await store.pending_by_days(unit, court, today, sight=sight))
        ],
        next_hearings=await hearings.upcoming(unit, court, sight=sight, limit=HEARINGS),
    )
