"""SQL of stays: written with the facts that change them, and counted."""

from collections.abc import Callable, Collection, Sequence
from datetime import date
from typing import Any, Final

from sqlalchemy import (
    CTE,
    ColumnElement,
    and_,
    bindparam,
    delete,
    func,
    literal,
    or_,
    select,
    true,
    tuple_,
    update,
)

from chassis.postgres.statements import insert_all, table_of
from chassis.unit.unit import Unit
from contracts.json_types import JSON
from contracts.seats import Seat
from services.case_registry.domain.case_state import CaseState
from services.case_registry.domain.facts import Entry
from services.case_registry.domain.registers import ReportedMonths
from services.case_registry.domain.stays import Exit, Stage, Stay, change
from services.case_registry.domain.words import Kind, WantedSeats
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


def _is_at(kind: Kind) -> ColumnElement[bool]:
    """Return the condition that a stay was with prosecutors, or before courts."""
    is_prosecution = STAYS.c.stage == Stage.PROSECUTION.value
    return is_prosecution if kind is Kind.PROSECUTOR else ~is_prosecution


def scope_of(
    kind: Kind, members: Sequence[str], offices: Sequence[WantedSeats | None], categories: Collection[str] | None
) -> list[ColumnElement[bool]]:
    """Return the conditions of the stays with these members of a kind, in the scope asked for and readable."""
    scope = [_is_at(kind), STAYS.c.member.in_(members), *_at_seats(offices)]
    return scope if categories is None else [*scope, STAYS.c.category.in_(categories)]


def _at_seats(offices: Sequence[WantedSeats | None]) -> list[ColumnElement[bool]]:
    """Return the conditions that a stay was at an office that is among each of these."""
    return [condition for seats in offices for condition in is_wanted(STAYS.c.member, STAYS.c.office, seats)]


def touching(year: int) -> ColumnElement[bool]:
    """Return the condition that a stay has a place in that year: what ended before it has none."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    came_before = STAYS.c.began_on < first
    return or_(  # three parts that an index has each: "begun by its end" alone would find all that came until then
        STAYS.c.began_on.between(first, last),
        and_(came_before, STAYS.c.ended_on >= first),
        and_(came_before, STAYS.c.ended_on.is_(None)),
    )


async def reported_months(
    unit: Unit, kind: Kind, members: Sequence[str], offices: Sequence[WantedSeats | None], year: int
) -> dict[Seat, ReportedMonths]:
    """Return which months have data by that year's end at each of these offices with stays, of one kind of member."""
    seats = [each for wanted in offices for each in is_wanted(_OFFICES.c.member, _OFFICES.c.office, wanted)]
    bounds = (
        _bound(func.min, STAYS.c.began_on, kind).label("first"),
        func.greatest(*(_bound(func.max, day, kind) for day in (STAYS.c.began_on, STAYS.c.ended_on))).label("last"),
    )
    rows = await unit.connection.execute(select(_OFFICES, *bounds).where(_OFFICES.c.member.in_(members), *seats))
    return {
        Seat(row.member, row.office): ReportedMonths(first=row.first, last=row.last)
        for row in rows
        if row.first is not None and row.first.year <= year
    }


def _every_office() -> CTE:
    """Return the offices with stays, each found behind the one before: a look-up an office, and no stay is counted."""
    seat = (STAYS.c.member, STAYS.c.office)
    found = select(select(*seat).order_by(*seat).limit(1).subquery("first_office")).cte("offices", recursive=True)
    behind = tuple_(*seat) > tuple_(found.c.member, found.c.office)
    following = select(*seat).where(behind).order_by(*seat).limit(1).lateral("following")
    return found.union_all(select(following).select_from(found.join(following, true())))


def _bound(
    of: Callable[..., ColumnElement[Any]], day: ColumnElement[Any], kind: Kind
) -> ColumnElement[Any]:  # Any: SQL types
    of_office = (STAYS.c.member == _OFFICES.c.member, STAYS.c.office == _OFFICES.c.office)
    return select(of(day)).where(*of_office, _is_at(kind)).correlate(_OFFICES).scalar_subquery()


_OFFICES: Final = _every_office()
