"""SQL of lists of events: those in sight, by office, state, days, officer, names and numbers; and how many wait.

A page of a supervisor takes the first events of each office below, and then the first of these: its cost grows with the
offices, not with the register.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Date,
    DateTime,
    Select,
    Text,
    and_,
    bindparam,
    case,
    false,
    func,
    literal,
    literal_column,
    or_,
    select,
    true,
    tuple_,
    union,
)

from chassis.postgres.statements import in_seats
from chassis.unit.unit import Unit
from contracts.calendar import VIENTIANE
from contracts.national.civil.civil_event_summary import CivilEventSummary
from contracts.national.civil.civil_queues import CivilQueueOfFlag, CivilQueueOfState, CivilQueues
from services.civil_registration.domain.sights import Part, Seen, Sight
from services.civil_registration.models.events import AT_WORK, DUE, FLAGGED
from services.civil_registration.store.event_filters import begins, behind, of_days, of_numbers
from services.civil_registration.store.events import EVENTS, LATE, NAMES
from services.civil_registration.wire.work_list import EventPosition, EventQuery

_SEATS: Final = {
    Part.REGISTRAR: (EVENTS.c.registrar_member, EVENTS.c.registrar_office),
    Part.DECLARER: (EVENTS.c.declared_by, EVENTS.c.declared_office),
}
_NAMED: Final = {  # the same offices, beside the names of their events
    Part.REGISTRAR: (NAMES.c.registrar_member, NAMES.c.registrar_office),
    Part.DECLARER: (NAMES.c.declared_by, NAMES.c.declared_office),
}
_NEWEST: Final = 16  # rows of names that are looked at for each event of a page: one has several
_NOW: Final[ColumnElement[datetime]] = bindparam("now", type_=DateTime(timezone=True))
_TODAY: Final = bindparam("today", type_=Date)
_IS_LATE: Final = EVENTS.c.due_on < func.coalesce(EVENTS.c.registered_on, _TODAY)
# whose time is over works on it no more: then the officer does for whom a deputy stood in
_HOLDS: Final = or_(EVENTS.c.assigned_until.is_(None), EVENTS.c.assigned_until > _NOW)
_HOLDS_ELSE: Final = or_(EVENTS.c.else_assigned_until.is_(None), EVENTS.c.else_assigned_until > _NOW)
_ASSIGNED: Final = case((_HOLDS, EVENTS.c.assigned_to), (_HOLDS_ELSE, EVENTS.c.else_assigned_to))
_UNTIL: Final = case((_HOLDS, EVENTS.c.assigned_until), (_HOLDS_ELSE, EVENTS.c.else_assigned_until))
_SHOWN: Final = (
    *("event_id", "kind", "state", "flags", "tracking_id", "registration_number", "book_number", "subjects"),
    *("occurred_on", "district", "declared_at", "due_on", "registered_on", "changed_at", "uin_refusal"),
)
_OF_SEATS: Final = {
    "registrar": ("registrar_member", "registrar_office"),
    "declared_by": ("declared_by", "declared_office"),
    "registered_by": ("registered_by", "registered_office"),
}
_QUEUED: Final = ("event_id", "state", "flags")

_Ids = Select[tuple[Any, ...]]  # Any: SQL types


async def page(unit: Unit, query: EventQuery, sight: Sight, *, limit: int) -> list[CivilEventSummary]:
    """Return events in sight that the query asks for, in its order."""
    if not sight:
        return []
    if query.name_keys and not query.is_by_due_day and any(seen.seats is None for seen in sight):
        # in the whole country thousands have a name: the newest of them fill a page, or else all are looked at
        newest = await _page(unit, query, sight, limit, most=_NEWEST * limit)
        if len(newest) == limit:
            return newest
    return await _page(unit, query, sight, limit)


async def _page(
    unit: Unit, query: EventQuery, sight: Sight, limit: int, most: int | None = None
) -> list[CivilEventSummary]:
    found = union(*(_branch(seen, query, limit, most) for seen in sight)).subquery("found")
    order = (found.c.due, found.c.event_id) if query.is_by_due_day else (found.c.event_id.desc(),)
    first = select(found.c.event_id, found.c.due).order_by(*order).limit(limit).subquery("first")
    order = (first.c.due, first.c.event_id) if query.is_by_due_day else (first.c.event_id.desc(),)
    shown = select(*(EVENTS.c[name] for name in _SHOWN), *_derived()).join_from(
        first, EVENTS, EVENTS.c.event_id == first.c.event_id
    )
    rows = (await unit.connection.execute(shown.order_by(*order), _times(unit))).mappings()
    return [_summary(row) for row in rows]


async def queues(unit: Unit, sight: Sight, officer: str | None) -> CivilQueues:
    """Return how much waits in sight: by state, by flag, assigned to nobody, and to this officer."""
    states, flags = Counter[str](), Counter[str]()
    unassigned = mine = 0
    for row in await unit.connection.execute(_grouped(sight, officer), _times(unit)) if sight else ():
        states[row.state] += row.events
        flags.update(dict.fromkeys([*row.flags, *([LATE] if row.late else [])], row.events))
        unassigned += row.events if row.is_unassigned else 0
        mine += row.events if row.is_mine else 0
    return CivilQueues(
        as_of=unit.now,
        total=states.total(),
        unassigned=unassigned,
        mine=None if officer is None else mine,
        states=[CivilQueueOfState(state=name, count=count) for name, count in sorted(states.items())],
        flags=[CivilQueueOfFlag(flag=name, count=count) for name, count in sorted(flags.items())],
    )


def _grouped(sight: Sight, officer: str | None) -> Select[Any]:
    """Return how many events wait of each sort: a few rows, however many wait."""
    parts = [_waiting(seen) for seen in sight]
    # what is in sight twice counts once
    waiting = (parts[0] if len(parts) == 1 else union(*parts)).subquery("waiting")
    is_unassigned = waiting.c.assigned_to.is_(None).label("is_unassigned")
    is_mine = func.coalesce(waiting.c.assigned_to == literal(officer, Text), false()).label("is_mine")
    sorts = select(waiting.c.state, waiting.c.flags, waiting.c.late, is_unassigned, is_mine).subquery("sorts")
    return select(*sorts.c, func.count().label("events")).group_by(*sorts.c)


def is_in(sight: Sight) -> ColumnElement[bool]:
    """Return the condition that an event is in sight."""
    return or_(*(and_(*_seen(seen)) for seen in sight)) if sight else false()


def _seen(seen: Seen) -> list[ColumnElement[bool]]:
    conditions = list(_shown(seen))
    if seen.seats is not None:
        conditions.append(in_seats(*_SEATS[seen.part], seen.seats))
    return conditions or [true()]


def _shown(seen: Seen) -> Iterator[ColumnElement[bool]]:
    if seen.drafts is not None:
        is_draft = EVENTS.c.state == literal_column("'draft'")
        yield is_draft if seen.drafts else ~is_draft
    if not seen.closed:
        yield ~EVENTS.c.closed


def _branch(seen: Seen, query: EventQuery, limit: int, most: int | None) -> _Ids:
    """Return what is found in sight: by the names or the days of an office, by numbers, or else its first events."""
    conditions, ids = list(_conditions(query)), list(of_numbers(query))
    if query.name_keys:
        return _in_order(_named(seen, ids, query, most), seen, conditions, query, limit)
    if ids:
        return _found(seen, ids, conditions)
    if list(of_days(query)) and seen.part is Part.REGISTRAR and seen.seats is not None and not query.is_by_due_day:
        in_days = select(EVENTS.c.event_id).where(*of_days(query), *behind(query, EVENTS.c.event_id))
        return _in_order(_of_offices(in_days, _SEATS[seen.part], seen), seen, conditions, query, limit)
    return _first(seen, conditions, query, limit)


def _named(seen: Seen, ids: Sequence[_Ids], query: EventQuery, most: int | None) -> _Ids:
    """Return the events of which a name begins so: an index has the names of each office by themselves."""
    among = (NAMES.c.event_id.in_(each) for each in ids)
    named = select(NAMES.c.event_id).where(begins(query), *among, *behind(query, NAMES.c.event_id))
    if seen.seats is not None:
        return _of_offices(named, _NAMED[seen.part], seen)
    return named if most is None else named.order_by(NAMES.c.event_id.desc()).limit(most)


def _in_order(ids: _Ids, seen: Seen, conditions: Sequence[ColumnElement[bool]], query: EventQuery, limit: int) -> _Ids:
    """Return the first of these events that are in sight.

    They are looked at one by one, the newest first, until there are enough: a name may be that of thousands.
    """
    found = ids.subquery(f"ids_{seen.part}")
    in_order = select(found.c.event_id).distinct().order_by(found.c.event_id.desc())
    each = in_order.subquery(f"each_{seen.part}")
    # `offset 0`: a join in another order would look at all of them
    event = (
        select(EVENTS.c.event_id, DUE.label("due"))
        .where(EVENTS.c.event_id == each.c.event_id, *_shown(seen), *conditions)
        .offset(literal_column("0"))
        .correlate(each)
        .lateral(f"event_{seen.part}")
    )
    order = (event.c.due, event.c.event_id) if query.is_by_due_day else (each.c.event_id.desc(),)
    first = select(event.c.event_id, event.c.due).select_from(each.join(event, true())).order_by(*order).limit(limit)
    return select(first.subquery(f"first_{seen.part}_{seen.drafts}".lower()))


def _found(seen: Seen, ids: Sequence[_Ids], conditions: Sequence[ColumnElement[bool]]) -> _Ids:
    """Return what numbers find in sight: ids are compared first, by indexes alone, and then looked at."""
    among = (EVENTS.c.event_id.in_(each) for each in ids)
    in_sight = select(EVENTS.c.event_id).where(*_seen(seen), *among)
    some = in_sight.cte(f"found_{seen.part}_{seen.drafts}".lower()).prefix_with("materialized")
    return (
        select(EVENTS.c.event_id, DUE.label("due")).join(some, some.c.event_id == EVENTS.c.event_id).where(*conditions)
    )


def _first(seen: Seen, conditions: Sequence[ColumnElement[bool]], query: EventQuery, limit: int) -> _Ids:
    """Return the first events in sight, of each office so many."""
    columns = (EVENTS.c.event_id, DUE.label("due"))
    order = (DUE, EVENTS.c.event_id) if query.is_by_due_day else (EVENTS.c.event_id.desc(),)
    first = select(*columns).where(*_shown(seen), *conditions).order_by(*order).limit(limit)
    if seen.seats is None:
        return select(first.subquery(f"of_{seen.part}"))
    return _of_offices(first, _SEATS[seen.part], seen)


def _of_offices(each_office: _Ids, columns: tuple[Any, Any], seen: Seen) -> _Ids:  # Any: columns of one table
    """Return what a query finds of each office in sight, one after another: each goes by an index."""
    member, office = columns
    if seen.seats is not None and len(seen.seats) == 1:
        (seat,) = seen.seats
        return select(each_office.where(member == seat.member, office == seat.office).subquery(f"of_{seen.part}"))
    given = _rows_of(seen)
    of_office = each_office.where(member == given.c.member, office == given.c.office)
    # without `offset 0` a query without an order of its own would be one join again
    each = of_office.offset(literal_column("0")).correlate(given).lateral(f"of_{seen.part}")
    return select(*each.c).select_from(given.join(each, true()))


def _waiting(seen: Seen) -> Select[Any]:
    """Return what waits in sight, office by office: by the index that has nothing else."""
    columns = (*(EVENTS.c[name] for name in _QUEUED), _IS_LATE.label("late"), _ASSIGNED.label("assigned_to"))
    if seen.seats is None or len(seen.seats) == 1:
        return select(*columns).where(AT_WORK, *_seen(seen))
    return _of_offices(select(*columns).where(AT_WORK, *_shown(seen)), _SEATS[seen.part], seen)


def _rows_of(seen: Seen) -> Any:  # Any: SQLAlchemy's table-valued function
    seats = sorted(seen.seats or ())
    codes = [[seat.member for seat in seats], [seat.office for seat in seats]]
    arrays = [bindparam(None, names, type_=ARRAY(Text)) for names in codes]
    return func.unnest(*arrays).table_valued("member", "office").render_derived(name=f"seats_{seen.part}")


def _conditions(query: EventQuery) -> Iterator[ColumnElement[bool]]:
    if query.is_by_due_day or query.unassigned or query.due_by is not None:
        yield AT_WORK
    for name in ("kind", "state"):
        if (value := getattr(query, name)) is not None:
            yield EVENTS.c[name] == value
    if query.flag == LATE:
        yield _IS_LATE
    elif query.flag is not None:
        yield and_(FLAGGED, literal(query.flag, Text) == EVENTS.c.flags.any_())
    if query.assigned_to is not None:
        yield literal(query.assigned_to) == _ASSIGNED
    if query.unassigned:
        yield _ASSIGNED.is_(None)
    yield from of_days(query)
    if query.due_by is not None:
        yield and_(EVENTS.c.registered_on.is_(None), EVENTS.c.due_on <= query.due_by)
    if query.after is not None:
        yield _is_behind(query, query.after)


def _is_behind(query: EventQuery, last: EventPosition) -> ColumnElement[bool]:
    if query.is_by_due_day:
        return tuple_(DUE, EVENTS.c.event_id) > tuple_(literal(last.due, Date), literal(last.event_id))
    return EVENTS.c.event_id < last.event_id


def _derived() -> list[ColumnElement[Any]]:  # Any: SQL types
    seats = [
        func.jsonb_build_object("member", EVENTS.c[member], "office", EVENTS.c[office]).label(f"{name}_seat")
        for name, (member, office) in _OF_SEATS.items()
    ]
    return [*seats, _IS_LATE.label("is_late"), _ASSIGNED.label("assigned_to"), _UNTIL.label("assigned_until")]


def _summary(row: Any) -> CivilEventSummary:  # Any: a row of `page`
    told = {name: row[name] for name in _SHOWN} | {name: row[f"{name}_seat"] for name in _OF_SEATS}
    told["flags"] = [LATE, *row["flags"]] if row["is_late"] else row["flags"]
    if row["registered_on"] is None:
        told["registered_by"] = None
    told |= {"assigned_to": row["assigned_to"], "assigned_until": row["assigned_until"]}
    if row["assigned_to"] is None:
        told["assigned_until"] = None
    return CivilEventSummary.model_validate({name: value for name, value in told.items() if value is not None})


def _times(unit: Unit) -> dict[str, Any]:  # Any: values of SQL types
    return {"now": unit.now, "today": unit.now.astimezone(VIENTIANE).date()}
