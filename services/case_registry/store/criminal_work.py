"""SQL of the register of criminal work: counts of stays with prosecutors, and of those with somebody in custody."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, time, timedelta
from typing import Final

from sqlalchemy import (
    ColumnElement,
    Date,
    DateTime,
    Integer,
    Text,
    case,
    column,
    distinct,
    extract,
    func,
    literal,
    select,
)
from sqlalchemy.dialects.postgresql import ARRAY

from chassis.postgres.statements import table_of
from chassis.unit.unit import Unit
from contracts.calendar import VIENTIANE
from services.case_registry.domain.criminal_work import HELD, RESUMED_FROM, Tally, month_ends, part_of
from services.case_registry.domain.stays import Stage
from services.case_registry.domain.words import WantedSeats
from services.case_registry.models.participants import CustodyRow
from services.case_registry.store.participants import PARTICIPANTS
from services.case_registry.store.stays import STAYS, at_seats, touching

_CUSTODY: Final = table_of(CustodyRow)
_NEXT: Final = _CUSTODY.alias("next_record")


def scope_of(
    members: Sequence[str], offices: Sequence[WantedSeats | None], categories: Collection[str] | None
) -> list[ColumnElement[bool]]:
    """Return the conditions of the stays with these members, in the scope of what is asked for and may be read."""
    scope = [STAYS.c.stage == Stage.PROSECUTION.value, STAYS.c.member.in_(members), *at_seats(offices)]
    return scope if categories is None else [*scope, STAYS.c.category.in_(categories)]


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
    moments = [datetime.combine(day + timedelta(days=1), time(), VIENTIANE) for day in ends]
    months = func.unnest(
        literal(list(range(1, len(ends) + 1)), ARRAY(Integer)),
        literal(list(ends), ARRAY(Date)),
        literal(moments, ARRAY(DateTime(timezone=True))),
    ).table_valued(column("month", Integer), column("day", Date), column("moment", DateTime(timezone=True)))
    each = months.render_derived(name="months")
    ended_since = (
        select(_NEXT.c.since)
        .where(
            _NEXT.c.participant_id == _CUSTODY.c.participant_id,
            _NEXT.c.since > _CUSTODY.c.since,
            _NEXT.c.since < each.c.moment,
        )
        .exists()
    )
    held = (
        select(each.c.month, func.count(distinct(STAYS.c.case_id)))
        .join_from(STAYS, PARTICIPANTS, PARTICIPANTS.c.case_id == STAYS.c.case_id)
        .join(_CUSTODY, _CUSTODY.c.participant_id == PARTICIPANTS.c.participant_id)
        .join(each, _CUSTODY.c.since < each.c.moment)
        .where(
            _CUSTODY.c.status == literal(list(HELD), ARRAY(Text)).any_(),
            STAYS.c.began_on <= each.c.day,
            STAYS.c.ended_on.is_(None) | (STAYS.c.ended_on > each.c.day),
            ~ended_since,
            *scope,
        )
        .group_by(each.c.month)
    )
    return {month: cases for month, cases in await unit.connection.execute(held)}  # noqa: C416 - rows are no pairs to mypy
