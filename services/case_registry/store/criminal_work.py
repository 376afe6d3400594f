"""SQL of the register of criminal work: counts of stays with prosecutors, and of those with somebody in custody."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import ColumnElement, Integer, case, extract, func, literal, select

from chassis.unit.unit import Unit
from services.case_registry.domain import days
from services.case_registry.domain.criminal_work import RESUMED_FROM, Tally, month_ends, part_of
from services.case_registry.store.custody_lists import CUSTODY, IS_HELD
from services.case_registry.store.stays import STAYS, touching


async def tally(unit: Unit, scope: Sequence[ColumnElement[bool]], year: int, today: date, *, carried: bool) -> Tally:
    """Return the counts of a year; without `carried`, January begins at 0."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    scope = scope if carried else [*scope, STAYS.c.began_on >= first]
    counted = Tally()
    month = case((STAYS.c.began_on < first, 0), else_=extract("month", STAYS.c.began_on)).cast(Integer)
    resumed = func.coalesce(STAYS.c.came_from.in_([status.value for status in RESUMED_FROM]), literal(False))  # noqa: FBT003 - a value of SQL
    came = select(month.label("month"), resumed.label("resumed"), func.count()).where(touching(year), *scope)
    for number, again, cases in await unit.connection.execute(came.group_by("month", "resumed")):
        if number == 0:
            counted.carried += cases
        else:
            (counted.resumed if again else counted.received)[number] = cases
    month = extract("month", STAYS.c.ended_on).cast(Integer)
    left = select(month.label("month"), STAYS.c.exit, func.count()).where(STAYS.c.ended_on.between(first, last), *scope)
    for number, how, cases in await unit.connection.execute(left.group_by("month", STAYS.c.exit)):
        counted.ended[number, part_of(how)] += cases
    counted.in_custody.update(await _in_custody(unit, scope, list(month_ends(year, today))))
    return counted


async def _in_custody(unit: Unit, scope: Sequence[ColumnElement[bool]], ends: Sequence[date]) -> dict[int, int]:
    """Return by month in how many cases, pending when it ended, somebody was in custody at that moment."""
    if not ends:
        return {}
    first, last = days.morning(ends[0].replace(day=1)), days.end_of(ends[-1])
    # each time in custody once, and the months counted here: joined with twelve months it would be twelve times as much
    held = (
        select(STAYS.c.case_id, STAYS.c.began_on, STAYS.c.ended_on, CUSTODY.c.since, CUSTODY.c.ended_at)
        .join_from(CUSTODY, STAYS, STAYS.c.case_id == CUSTODY.c.case_id)
        .where(
            IS_HELD,
            CUSTODY.c.since < last,
            CUSTODY.c.ended_at.is_(None) | (CUSTODY.c.ended_at >= first),
            STAYS.c.began_on <= ends[-1],
            STAYS.c.ended_on.is_(None) | (STAYS.c.ended_on > ends[0]),
            *scope,
        )
    )
    cases: dict[int, set[str]] = {month: set() for month in range(1, len(ends) + 1)}
    for case_id, began_on, ended_on, since, at in await unit.connection.execute(held):
        for month, day in enumerate(ends, start=1):
            is_pending = began_on <= day and (ended_on is None or ended_on > day)
            if is_pending and since < days.end_of(day) and (at is None or at >= days.end_of(day)):
                cases[month].add(case_id)
    return {month: len(held_in) for month, held_in in cases.items()}
