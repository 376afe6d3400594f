"""SQL of who is held: whose order runs out, and the list of a day."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, DateTime, ScalarSelect, Select, bindparam, func, literal, select, tuple_
from sqlalchemy.engine import RowMapping

from chassis.postgres.statements import table_of
from chassis.unit.unit import Unit
from contracts.seats import Seat
from services.case_registry.domain import days
from services.case_registry.domain.criminal_work import HELD
from services.case_registry.domain.reads import Sight
from services.case_registry.domain.words import WantedSeats
from services.case_registry.models.participants import CustodyRow
from services.case_registry.store.cases import NUMBERS
from services.case_registry.store.seats import seat_column
from services.case_registry.store.visibility import CASES, VISIBLE, has_a_part, parameters
from services.case_registry.wire.custody_lists import ExpiryQuery

CUSTODY: Final = table_of(CustodyRow)
_FIRST: Final = datetime(1900, 1, 1, tzinfo=UTC)  # before every end: an order without one, or none at all, comes first
# written out: a parameter would not find the index of those who were ever held
IS_HELD: Final = CUSTODY.c.status.in_(bindparam(None, HELD, expanding=True, literal_execute=True))


async def expiries(
    unit: Unit, query: ExpiryQuery, office: WantedSeats | None, *, sight: Sight, limit: int
) -> Sequence[RowMapping]:
    """Return who is held in cases in sight, of offices with a part in them: first whom no order with an end holds."""
    until = func.coalesce(CUSTODY.c.ordered_until, literal(_FIRST, DateTime(timezone=True)))
    conditions = [is_latest(None), *has_a_part(office)]
    if query.until is not None:
        conditions.append(until < days.end_of(query.until))
    if query.after is not None:
        conditions.append(
            tuple_(until, CUSTODY.c.participant_id) > tuple_(query.after.until, query.after.participant_id)
        )
    number = _number_of(CASES.c.responsible_member, CASES.c.responsible_office).label("number")
    columns = (CASES.c.case_id, CASES.c.status.label("case_status"), seat_column(CASES, "responsible"))
    held = _held(*columns, number, until.label("place")).where(*conditions).order_by(until, CUSTODY.c.participant_id)
    rows = await unit.connection.execute(held.limit(limit), parameters(sight))
    return list(rows.mappings())


async def on_day(
    unit: Unit, seat: Seat, succeeded: Sequence[Seat], moment: datetime, *, sight: Sight, limit: int
) -> Sequence[RowMapping]:
    """Return who is held at that moment in cases in which that office has a part, longest first."""
    seats = WantedSeats(frozenset({seat, *succeeded}))
    number = _number_of(literal(seat.member), literal(seat.office)).label("number")
    held = _held(CASES.c.case_id, CASES.c.restriction, number)
    held = held.where(is_latest(moment), CUSTODY.c.since <= moment, *has_a_part(seats))
    held = held.order_by(CUSTODY.c.since, CUSTODY.c.participant_id).limit(limit)
    rows = await unit.connection.execute(held, parameters(sight))
    return list(rows.mappings())


def _number_of(member: ColumnElement[str], office: ColumnElement[str]) -> ScalarSelect[str]:
    """Return the number under which that office knows the case, else its member's, else the first of anybody."""
    of_office = ((NUMBERS.c.member == member).desc(), (NUMBERS.c.office == office).desc(), NUMBERS.c.assigned_on)
    of_case = select(NUMBERS.c.printed).where(NUMBERS.c.case_id == CASES.c.case_id)
    return of_case.order_by(*of_office).limit(1).scalar_subquery()


def _held(*columns: ColumnElement[Any]) -> Select[Any]:  # Any: SQL types
    stated = (CUSTODY.c[name] for name in ("participant_id", "status", "since", "order_number"))
    return (
        select(*stated, CUSTODY.c.ordered_until.label("until"), *columns)
        .join_from(CUSTODY, CASES, CASES.c.case_id == CUSTODY.c.case_id)
        .where(IS_HELD, VISIBLE)
    )


def is_latest(moment: datetime | None) -> ColumnElement[bool]:
    """Return the condition that no later record, of those until that moment, has ended this one."""
    goes_on = CUSTODY.c.ended_at.is_(None)
    return goes_on if moment is None else goes_on | (CUSTODY.c.ended_at > moment)
