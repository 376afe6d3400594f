"""SQL of a court's front page: counts of the cases that the caller may see."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final

from sqlalchemy import ColumnElement, func, select

from chassis.postgres.statements import table_of
from chassis.unit.unit import Unit
from services.case_registry.domain.reads import Sight
from services.case_registry.domain.statistics import PENDING
from services.case_registry.domain.words import Kind, Status, WantedSeats
from services.case_registry.models.hand_overs import HandOverRow
from services.case_registry.store.seats import is_wanted
from services.case_registry.store.visibility import CASES, VISIBLE, parameters, sees

_HAND_OVERS: Final = table_of(HandOverRow)
_PENDING: Final = CASES.c.status.in_([status.value for status in PENDING])


async def by_category(unit: Unit, court: WantedSeats | None, *, sight: Sight) -> list[tuple[str, int, int]]:
    """Return the cases of a court by category: how many there are, and how many are pending."""
    counted = (
        select(CASES.c.category, func.count(), func.count().filter(_PENDING))
        .where(*_is_before_court(court), VISIBLE, CASES.c.status != Status.JOINED.value)  # the other one counts
        .group_by(CASES.c.category)
        .order_by(CASES.c.category)
    )
    rows = await unit.connection.execute(counted, parameters(sight))
    return [(category, cases, pending) for category, cases, pending in rows]


async def pending_by_days(unit: Unit, court: WantedSeats | None, today: date, *, sight: Sight) -> dict[int, int]:
    """Return the pending cases of a court by their age in days since they were opened."""
    days = (today - CASES.c.opened_on).label("days")
    counted = select(days, func.count()).where(*_is_before_court(court), _PENDING, VISIBLE).group_by(days)
    rows = await unit.connection.execute(counted, parameters(sight))
    return {row[0]: row[1] for row in rows}


async def arrivals(
    unit: Unit, court: WantedSeats | None, courts: Sequence[str], month_began: datetime, *, sight: Sight
) -> tuple[int, int]:
    """Return the files from prosecutors that wait to be taken, and those taken since the month began.

    Without a court it is those of all `courts`, the members of that kind.
    """
    waiting = _HAND_OVERS.c.status == "sent"
    taken = (_HAND_OVERS.c.status == "taken") & (_HAND_OVERS.c.decided_at >= month_began)
    receivers = is_wanted(_HAND_OVERS.c.to_member, _HAND_OVERS.c.to_office, court)
    receivers = receivers or [_HAND_OVERS.c.to_member.in_(courts)]
    counted = select(func.count().filter(waiting), func.count().filter(taken)).where(
        _HAND_OVERS.c.sender_kind == Kind.PROSECUTOR.value, waiting | taken, *receivers, sees(_HAND_OVERS.c.case_id)
    )
    counts = (await unit.connection.execute(counted, parameters(sight))).one()
    return counts[0], counts[1]


def _is_before_court(court: WantedSeats | None) -> list[ColumnElement[bool]]:
    wanted = is_wanted(CASES.c.court_member, CASES.c.court_office, court)
    return wanted or [CASES.c.court_member.is_not(None)]
