"""SQL of lists of events: those in sight, by office, state, days, officer, names and numbers; and how many wait.

A page of a supervisor takes the first events of each office below, and then the first of these: its cost grows with the
offices, not with the register.
"""

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
from services.civil_registration.store.events import EVENTS, LATE, NAMES, NUMBERS, OWN_NUMBERS, TRACKING
from services.civil_registration.wire.work_list import EventPosition, EventQuery

_SEATS: Final = {
    Part.REGISTRAR: (EVENTS.c.registrar_member, EVENTS.c.registrar_office),
    Part.DECLARER: (EVENTS.c.declared_by, EVENTS.c.declared_office),
}
_LAST: Final = "\U0010ffff"  # behind every text that begins with what stands before it, byte by byte
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
    conditions = list(_conditions(query))
    ids = list(_of_others(query))
    # what a name or a number finds is looked at as a whole; else each office's first events are
    branches = [_found(seen, ids, conditions) if ids else _first(seen, conditions, query, limit) for seen in sight]
    found = union(*branches).subquery("found")
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
    nothing = CivilQueues(as_of=unit.now, total=0, unassigned=0, mine=officer and 0, states=[], flags=[])
    if not sight:
        return nothing
    waiting = union(*map(_waiting, sight)).cte("waiting")
    late: ColumnElement[str] = literal(LATE, Text)
    flagged = select(func.unnest(waiting.c.flags).label("flag"), waiting.c.event_id).union_all(
        select(late.label("flag"), waiting.c.event_id).where(waiting.c.late)
    )
    flags = flagged.subquery("flagged")
    counts = (
        select(literal("state"), waiting.c.state, func.count()).group_by(waiting.c.state),
        select(literal("flag"), flags.c.flag, func.count()).group_by(flags.c.flag),
        select(literal("unassigned"), literal(""), func.count()).where(waiting.c.assigned_to.is_(None)),
        select(literal("mine"), literal(""), func.count()).where(waiting.c.assigned_to == literal(officer, Text)),
    )
    rows = (await unit.connection.execute(counts[0].union_all(*counts[1:]), _times(unit))).all()
    told = {(what, name): count for what, name, count in rows}
    states = [CivilQueueOfState(state=name, count=n) for (what, name), n in sorted(told.items()) if what == "state"]
    return CivilQueues(
        as_of=unit.now,
        total=sum(each.count for each in states),
        unassigned=told["unassigned", ""],
        mine=None if officer is None else told["mine", ""],
        states=states,
        flags=[CivilQueueOfFlag(flag=name, count=n) for (what, name), n in sorted(told.items()) if what == "flag"],
    )


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


def _found(seen: Seen, ids: Sequence[Select[tuple[str]]], conditions: Sequence[ColumnElement[bool]]) -> _Ids:
    """Return what names or numbers find in sight: ids are compared first, by indexes alone, and then looked at."""
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
    member, office = _SEATS[seen.part]
    if len(seen.seats) == 1:
        (seat,) = seen.seats
        return select(first.where(member == seat.member, office == seat.office).subquery(f"of_{seen.part}"))
    seats = _rows_of(seen)
    each = first.where(member == seats.c.member, office == seats.c.office).correlate(seats).lateral(f"of_{seen.part}")
    return select(each.c.event_id, each.c.due).select_from(seats.join(each, true()))


def _waiting(seen: Seen) -> Select[Any]:
    """Return what waits in sight, office by office: by the index that has nothing else."""
    columns = (*(EVENTS.c[name] for name in _QUEUED), _IS_LATE.label("late"), _ASSIGNED.label("assigned_to"))
    if seen.seats is None or len(seen.seats) == 1:
        return select(*columns).where(AT_WORK, *_seen(seen))
    (member, office), seats = _SEATS[seen.part], _rows_of(seen)
    of_office = select(*columns).where(AT_WORK, *_shown(seen), member == seats.c.member, office == seats.c.office)
    # without `offset 0` it would be one join again, of which PostgreSQL believes that all that waits is among it
    each = of_office.offset(literal_column("0")).correlate(seats).lateral(f"of_{seen.part}")
    return select(each).select_from(seats.join(each, true()))


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
    yield from _of_days(query)
    if query.after is not None:
        yield _is_behind(query, query.after)


def _of_days(query: EventQuery) -> Iterator[ColumnElement[bool]]:
    if query.occurred_from is not None:
        yield EVENTS.c.occurred_on >= query.occurred_from
    if query.occurred_to is not None:
        yield EVENTS.c.occurred_on <= query.occurred_to
    if query.due_by is not None:
        yield and_(EVENTS.c.registered_on.is_(None), EVENTS.c.due_on <= query.due_by)


def _is_behind(query: EventQuery, last: EventPosition) -> ColumnElement[bool]:
    if query.is_by_due_day:
        return tuple_(DUE, EVENTS.c.event_id) > tuple_(literal(last.due, Date), literal(last.event_id))
    return EVENTS.c.event_id < last.event_id


def _of_others(query: EventQuery) -> Iterator[Select[tuple[str]]]:
    """Yield a query of event ids for each filter that names or numbers answer."""
    ids, key, role = NUMBERS.c.event_id, NUMBERS.c.key, NUMBERS.c.role
    if query.tracking_key is not None:
        yield select(ids).where(key == query.tracking_key, NUMBERS.c.type == TRACKING)
    if query.number_key is not None:
        yield select(ids).where(key == query.number_key, NUMBERS.c.type.in_(OWN_NUMBERS), role == "")
    if query.person_key is not None:
        yield select(ids).where(key == query.person_key, role != "")
    if query.name_keys:
        # a range, not LIKE: a prepared statement's pattern finds no index
        begins = [and_(NAMES.c.key >= name, NAMES.c.key < name + _LAST) for name in query.name_keys]
        yield select(NAMES.c.event_id).where(or_(*begins))


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
