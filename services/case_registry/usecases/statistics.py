"""Figures of a court's front page: cases by category, arrivals, ages of pending cases, next hearings."""

from datetime import datetime, time
from typing import Final

from chassis.reference.held import HeldOrganisations
from chassis.unit.unit import Unit
from contracts.calendar import VIENTIANE
from contracts.national.justice.case_overview import Arrivals, CaseOverview, CategoryCount, PendingAge
from contracts.voucher import Caller
from services.case_registry.domain import days
from services.case_registry.domain.statistics import by_age
from services.case_registry.domain.words import Kind
from services.case_registry.store import hearings
from services.case_registry.store import statistics as store

HEARINGS: Final = 10  # as many as a front page shows


async def overview(unit: Unit, caller: Caller, court: str | None, held: HeldOrganisations) -> CaseOverview:
    """Return cases by category, arrivals from the prosecution, how old pending cases are, and the next hearings.

    All of it is of the cases that the caller may see: a figure that counts more tells that there are others.
    """
    seen_by, today = caller.member, days.today(unit.now)
    month_began = datetime.combine(today.replace(day=1), time(), VIENTIANE)
    courts = [member.id for member in held.current.members.values() if member.kind == Kind.COURT]
    waiting, taken = await store.arrivals(unit, court, courts, month_began, visible_to=seen_by)
    return CaseOverview(
        court=court,
        computed_at=unit.now,
        categories=[
            CategoryCount(category=category, cases=cases, pending=pending)
            for category, cases, pending in await store.by_category(unit, court, visible_to=seen_by)
        ],
        new_from_prosecution=Arrivals(waiting=waiting, taken_this_month=taken),
        pending_by_age=[
            PendingAge(from_days=age.first, to_days=age.last, cases=cases)
            for age, cases in by_age(await store.pending_by_days(unit, court, today, visible_to=seen_by))
        ],
        next_hearings=await hearings.upcoming(unit, court, visible_to=seen_by, limit=HEARINGS),
    )
