"""SQL of reconciliations: hand-overs between two sides in a month, and cases that moved on while their file stayed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Select,
    Text,
    and_,
    case,
    cast,
    column,
    func,
    literal,
    null,
    or_,
    select,
    union_all,
)
from sqlalchemy.engine import RowMapping

from chassis.postgres.statements import table_of
from chassis.unit.unit import Unit
from contracts.seats import Seat
from services.case_registry.domain.reads import Reach, Sight
from services.case_registry.domain.reconciliations import Month, Passage
from services.case_registry.domain.words import Status, WantedSeats
from services.case_registry.models.cases import CaseNumberRow
from services.case_registry.models.hand_overs import HandOverRow
from services.case_registry.store.seats import is_wanted
from services.case_registry.store.visibility import CASES, is_of_an_office

_HAND_OVERS: Final = table_of(HandOverRow)
_NUMBERS: Final = table_of(CaseNumberRow)
_SENDER: Final = (_HAND_OVERS.c.from_member, _HAND_OVERS.c.from_office)
_RECEIVER: Final = (_HAND_OVERS.c.to_member, _HAND_OVERS.c.to_office)
_DAYS: Final = (_HAND_OVERS.c.sent_on, _HAND_OVERS.c.received_on)
_FILE: Final = (CASES.c.responsible_member, CASES.c.responsible_office)
_NUMBERED: Final = (
    select(_NUMBERS.c.case_id)
    .where(
        _NUMBERS.c.case_id == _HAND_OVERS.c.case_id,
        _NUMBERS.c.member == _HAND_OVERS.c.to_member,
        _NUMBERS.c.office == _HAND_OVERS.c.to_office,
    )
    .correlate(_HAND_OVERS)
    .exists()
)
_TAKEN: Final = _HAND_OVERS.c.status == "taken"
_COUNTED: Final = _HAND_OVERS.c.status.in_(["sent", "taken"])


@dataclass(frozen=True, slots=True)
class Sides:
    """Between whom, and in which month; `ours` is None for everybody else.

    `alike` are the members of the kind to which the other side belongs: one of them gets what moved on to that kind.
    """

    ours: WantedSeats | None
    theirs: WantedSeats
    month: Month
    alike: frozenset[str] = frozenset()


async def page(
    unit: Unit, sides: Sides, passing: Iterable[Status], *, after: str | None, sight: Sight, limit: int
) -> list[Passage]:
    """Return what the two sides count differently, of an office in sight on our side, in the order of their keys."""
    found = union_all(_handed_over(sides, sight), _not_handed_over(sides, passing, sight)).subquery("found")
    wanted = select(found).order_by(found.c.key).limit(limit)
    if after is not None:
        wanted = wanted.where(found.c.key > after)
    return [_passage(row) for row in (await unit.connection.execute(wanted)).mappings()]


async def sums(unit: Unit, sides: Sides, *, sight: Sight) -> tuple[int, int, int, int, int]:
    """Return how many files were sent to them and taken, sent by them and taken, and how many of all differ.

    Where no row of the table shows what others have, those of offices in sight are counted alone.
    """
    sent, taken = _sent_in(sides.month), _taken_in(sides.month)
    there, back = _between(_SENDER, _RECEIVER, sides), _between(_RECEIVER, _SENDER, sides)
    if not sight.at(Reach.BESIDE):
        of_case = _HAND_OVERS.c.case_id
        there = and_(there, is_of_an_office(sight, of_case, _SENDER))
        back = and_(back, is_of_an_office(sight, of_case, _RECEIVER))
    figures = (and_(there, sent), and_(there, taken), and_(back, sent), and_(back, taken), _differs(sides.month))
    counted = select(*(func.count().filter(figure) for figure in figures)).where(or_(there, back), or_(sent, taken))
    row = (await unit.connection.execute(counted)).one()
    return row[0], row[1], row[2], row[3], row[4]


def _handed_over(sides: Sides, sight: Sight) -> Select[Any]:  # Any: SQL types
    case_id = _HAND_OVERS.c.case_id
    ways = (
        and_(_between(ours, theirs, sides), is_of_an_office(sight, case_id, ours))
        for ours, theirs in ((_SENDER, _RECEIVER), (_RECEIVER, _SENDER))
    )
    return select(
        _HAND_OVERS.c.hand_over_id.label("key"),
        case_id,
        _HAND_OVERS.c.hand_over_id,
        *(column.label(name) for column, name in zip(_SENDER, ("from_member", "from_office"), strict=True)),
        *_RECEIVER,
        *_DAYS,
        _NUMBERED.label("numbered"),
    ).where(_differs(sides.month), or_(*ways))


def _not_handed_over(sides: Sides, passing: Iterable[Status], sight: Sight) -> Select[Any]:  # Any: SQL types
    """Return the cases that our side moved on to them in the month, and whose file is still with it, not on its way.

    The move says to which kind of member. To whom is on record where a court was designated, or where an office of that
    kind has a part in the case; where none has, nobody can tell, and each of the kind is asked.
    """
    nothing = [cast(null(), column.type).label(column.name) for column in (*_RECEIVER, *_DAYS)]
    return select(
        CASES.c.case_id.label("key"),
        CASES.c.case_id,
        cast(null(), Text).label("hand_over_id"),
        *(column.label(name) for column, name in zip(_FILE, ("from_member", "from_office"), strict=True)),
        *nothing,
        literal(False).label("numbered"),  # noqa: FBT003 - SQL's false
    ).where(
        *is_wanted(*_FILE, sides.ours),
        CASES.c.status.in_([status.value for status in passing]),
        CASES.c.moved_on >= sides.month.first,
        CASES.c.moved_on < sides.month.beyond,
        CASES.c.offered_member.is_(None),
        _is_for(sides),
        is_of_an_office(sight, CASES.c.case_id, _FILE),
    )


def _is_for(sides: Sides) -> ColumnElement[bool]:
    parts = func.jsonb_to_recordset(CASES.c.involved).table_valued(column("member", Text), column("office", Text))
    part = parts.render_derived(name="part", with_types=True)
    on_record = select(part.c.member).correlate(CASES)
    theirs = on_record.where(*is_wanted(part.c.member, part.c.office, sides.theirs)).exists()
    return case(
        (
            CASES.c.court_member.in_(sides.alike),
            and_(*is_wanted(CASES.c.court_member, CASES.c.court_office, sides.theirs)),
        ),
        else_=or_(theirs, ~on_record.where(part.c.member.in_(sides.alike)).exists()),
    )


def _between(
    ours: tuple[ColumnElement[str], ColumnElement[str]],
    theirs: tuple[ColumnElement[str], ColumnElement[str]],
    sides: Sides,
) -> ColumnElement[bool]:
    return and_(*is_wanted(*ours, sides.ours), *is_wanted(*theirs, sides.theirs))


def _sent_in(month: Month) -> ColumnElement[bool]:
    return and_(_COUNTED, _is_in(_HAND_OVERS.c.sent_on, month))


def _taken_in(month: Month) -> ColumnElement[bool]:
    return and_(_TAKEN, _is_in(_HAND_OVERS.c.received_on, month))


def _differs(month: Month) -> ColumnElement[bool]:
    sent, taken = _sent_in(month), _taken_in(month)
    return or_(and_(sent, ~taken), and_(taken, or_(~sent, ~_NUMBERED)))


def _is_in(day: ColumnElement[date], month: Month) -> ColumnElement[bool]:
    return func.coalesce(and_(day >= month.first, day < month.beyond), literal(False))  # noqa: FBT003 - SQL's false


def _passage(row: RowMapping) -> Passage:
    receiver = None if row["to_member"] is None else Seat(row["to_member"], row["to_office"])
    return Passage(
        key=row["key"],
        case_id=row["case_id"],
        hand_over=row["hand_over_id"],
        sender=Seat(row["from_member"], row["from_office"]),
        receiver=receiver,
        sent_on=row["sent_on"],
        received_on=row["received_on"],
        numbered=row["numbered"],
    )
