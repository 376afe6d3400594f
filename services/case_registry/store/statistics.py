"""SQL of an office's front page: counts of the cases that the caller may see."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import ColumnElement, func, select

from chassis.postgres.statements import table_of
from chassis.unit.unit import Unit
from services.case_registry.domain.reads import Sight
from services.case_registry.domain.statistics import PENDING_AT
from services.case_registry.domain.stays import Stage
from services.case_registry.domain.words import Kind, Status, WantedSeats
from services.case_registry.models.hand_overs import HandOverRow
from services.case_registry.store.seats import is_wanted
from services.case_registry.store.stays import STAYS
from services.case_registry.store.visibility import CASES, VISIBLE, parameters, sees

_HAND_OVERS: Final = table_of(HandOverRow)
_BEFORE_A_COURT: Final = select(STAYS.c.case_id).where(
    STAYS.c.ended_on.is_(None), STAYS.c.counted, STAYS.c.stage != Stage.PROSECUTION.value
)


@dataclass(frozen=True, slots=True)
class Counted:
    """Whose cases are counted: those before a court, or those whose file an office of another kind has."""

    kind: Kind
    office: WantedSeats | None
    members: Sequence[str]  # of that kind: all of them where no office is asked for

    @property
    def is_theirs(self) -> list[ColumnElement[bool]]:
        """The conditions of their cases."""
        side = "court" if self.kind is Kind.COURT else "responsible"
        member, office = CASES.c[f"{side}_member"], CASES.c[f"{side}_office"]
        return is_wanted(member, office, self.office) or [
            member.is_not(None) if self.kind is Kind.COURT else member.in_(self.members)
        ]

    @property
    def is_pending(self) -> ColumnElement[bool]:
        """The condition that a case waits for them; for a court as the yearly tables count it: by its open stay."""
        if self.kind is Kind.COURT:
            return CASES.c.case_id.in_(_BEFORE_A_COURT)
        return CASES.c.status.in_([status.value for status in PENDING_AT[self.kind]])


async def by_category(unit: Unit, counted: Counted, *, sight: Sight) -> list[tuple[str, int, int]]:
    """Return their cases by category: how many there are, and how many are pending."""
    counts = (
        select(CASES.c.category, func.count(), func.count().filter(counted.is_pending))
        .where(*counted.is_theirs, VISIBLE, CASES.c.status != Status.JOINED.value)  # the other one counts
        .group_by(CASES.c.category)
        .order_by(CASES.c.category)
    )
    rows = await unit.connection.execute(counts, parameters(sight))
    return [(category, cases, pending) for category, cases, pending in rows]


async def by_status(unit: Unit, counted: Counted, *, sight: Sight) -> list[tuple[str, int]]:
    """Return their cases by where they stand."""
    its_own = (*counted.is_theirs, VISIBLE, CASES.c.status != Status.JOINED.value)  # as above: both sum to the same
    counts = select(CASES.c.status, func.count()).where(*its_own).group_by(CASES.c.status)
    rows = await unit.connection.execute(counts.order_by(CASES.c.status), parameters(sight))
    return [(status, cases) for status, cases in rows]


async def pending_by_days(unit: Unit, counted: Counted, today: date, *, sight: Sight) -> dict[int, int]:
    """Return their pending cases by age in days since they were opened."""
    days = (today - CASES.c.opened_on).label("days")
    counts = select(days, func.count()).where(*counted.is_theirs, counted.is_pending, VISIBLE).group_by(days)
    rows = await unit.connection.execute(counts, parameters(sight))
    return {row[0]: row[1] for row in rows}


async def arrivals(
    unit: Unit, counted: Counted, month_began: date, *, sight: Sight, sender: Kind | None = None
) -> tuple[int, int]:
    """Return the files that wait to be taken, and those taken since the month began; of one kind of sender, or all."""
    waiting = _HAND_OVERS.c.status == "sent"
    taken = (_HAND_OVERS.c.status == "taken") & (_HAND_OVERS.c.received_on >= month_began)
    receivers = is_wanted(_HAND_OVERS.c.to_member, _HAND_OVERS.c.to_office, counted.office)
    receivers = receivers or [_HAND_OVERS.c.to_member.in_(counted.members)]
    if sender is not None:
        receivers.append(_HAND_OVERS.c.sender_kind == sender.value)
    counts = select(func.count().filter(waiting), func.count().filter(taken)).where(
        waiting | taken, *receivers, sees(_HAND_OVERS.c.case_id)
    )
    row = (await unit.connection.execute(counts, parameters(sight))).one()
    return row[0], row[1]
