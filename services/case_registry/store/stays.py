"""SQL of stays: written with the facts that change them, and counted."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from sqlalchemy import ColumnElement, and_, bindparam, delete, func, literal, or_, select, update

from chassis.postgres.statements import insert_all, table_of
from chassis.unit.unit import Unit
from contracts.json_types import JSON
from contracts.seats import Seat
from services.case_registry.domain.case_state import CaseState
from services.case_registry.domain.facts import Entry
from services.case_registry.domain.registers import ReportedMonths
from services.case_registry.domain.stays import Exit, Stay, change
from services.case_registry.domain.words import WantedSeats
from services.case_registry.models.stays import StayRow
from services.case_registry.store.seats import is_wanted

STAYS: Final = table_of(StayRow)

_ADD: Final = insert_all(STAYS)
_open = update(STAYS).where(STAYS.c.case_id == bindparam("of_case"), STAYS.c.ended_on.is_(None))
_END: Final = _open.values(
    # as `domain.stays` has it: a file that was taken late had come before it was decided
    began_on=func.least(STAYS.c.began_on, bindparam("on", type_=STAYS.c.began_on.type)),
    counted=STAYS.c.counted | (bindparam("how", type_=STAYS.c.exit.type) == Exit.DECIDED.value),
    ended_on=bindparam("on", type_=STAYS.c.ended_on.type),
    exit=bindparam("how", type_=STAYS.c.exit.type),
    outcome=bindparam("remedy", type_=STAYS.c.outcome.type),
)
_GO_ON: Final = _open.where(~STAYS.c.counted).values(counted=literal(True))  # noqa: FBT003 - a value of SQL


async def record(unit: Unit, before: CaseState, entry: Entry, after: CaseState) -> None:
    """Write what the fact changes in the stays of its case."""
    made = change(before, entry, after)
    of_case = {"of_case": after.case_id}
    if made.gone_on:
        await unit.connection.execute(_GO_ON, of_case)
    if made.ended is not None:
        how = {"on": made.ended.on, "how": made.ended.exit.value, "remedy": made.ended.outcome}
        await unit.connection.execute(_END, of_case | how)
    if made.begun is not None:
        await unit.connection.execute(_ADD, {STAYS.name: rows_of([made.begun])})


async def rewrite(unit: Unit, case_id: str, stays: Sequence[Stay]) -> None:
    """Write these stays in place of those that are kept of the case: what its history told was wrong."""
    await unit.connection.execute(delete(STAYS).where(STAYS.c.case_id == case_id))
    if stays:
        await unit.connection.execute(_ADD, {STAYS.name: rows_of(stays)})


def rows_of(stays: Sequence[Stay]) -> list[dict[str, JSON]]:
    """Return the rows of stays, as `insert_all` takes them."""
    return [
        {
            "case_id": stay.case_id,
            "position": stay.position,
            "stage": stay.stage.value,
            "member": stay.office.member,
            "office": stay.office.office,
            "category": stay.category,
            "began_on": stay.began_on.isoformat(),
            "came_from": None if stay.came_from is None else stay.came_from.value,
            "counted": stay.counted,
            "ended_on": None if stay.ended_on is None else stay.ended_on.isoformat(),
            "exit": None if stay.exit is None else stay.exit.value,
            "outcome": stay.outcome,
        }
        for stay in stays
    ]


def at_seats(offices: Sequence[WantedSeats | None]) -> list[ColumnElement[bool]]:
    """Return the conditions that a stay was at an office that is among each of these."""
    return [condition for seats in offices for condition in is_wanted(STAYS.c.member, STAYS.c.office, seats)]


def touching(year: int) -> ColumnElement[bool]:
    """Return the condition that a stay has a place in that year: what ended before it has none."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    return and_(STAYS.c.began_on <= last, or_(STAYS.c.ended_on.is_(None), STAYS.c.ended_on >= first))


async def reported_months(unit: Unit, scope: Sequence[ColumnElement[bool]], year: int) -> dict[Seat, ReportedMonths]:
    """Return for each office with stays in scope, by the end of that year, which months have data."""
    latest = func.max(func.greatest(STAYS.c.began_on, STAYS.c.ended_on))
    offices = select(STAYS.c.member, STAYS.c.office, func.min(STAYS.c.began_on).label("first"), latest.label("last"))
    rows = await unit.connection.execute(offices.where(*scope).group_by(STAYS.c.member, STAYS.c.office))
    return {
        Seat(row.member, row.office): ReportedMonths(first=row.first, last=row.last)
        for row in rows
        if row.first.year <= year
    }
