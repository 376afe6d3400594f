"""SQL of what events are found by: the beginnings of names, numbers, days, and where a page begins."""

from collections.abc import Iterator
from typing import Final

from sqlalchemy import ColumnElement, Select, and_, or_, select

from services.civil_registration.store.events import EVENTS, NAMES, NUMBERS, OWN_NUMBERS, TRACKING
from services.civil_registration.wire.work_list import EventQuery

_LAST: Final = "\U0010ffff"  # behind every text that begins with what stands before it, byte by byte


def begins(query: EventQuery) -> ColumnElement[bool]:
    """Return the condition that a name begins as it is looked for: a range, as indexes have it."""
    return or_(*(and_(NAMES.c.key >= name, NAMES.c.key < name + _LAST) for name in query.name_keys))


def behind(query: EventQuery, event_id: ColumnElement[str]) -> Iterator[ColumnElement[bool]]:
    """Yield the condition that an event of this column comes on a later page, where the newest come first."""
    if query.after is not None and not query.is_by_due_day:
        yield event_id < query.after.event_id


def of_days(query: EventQuery) -> Iterator[ColumnElement[bool]]:
    """Yield the conditions on the day of an event."""
    if query.occurred_from is not None:
        yield EVENTS.c.occurred_on >= query.occurred_from
    if query.occurred_to is not None:
        yield EVENTS.c.occurred_on <= query.occurred_to


def of_numbers(query: EventQuery) -> Iterator[Select[tuple[str]]]:
    """Yield a query of event ids for each filter that numbers answer."""
    ids, key, role = NUMBERS.c.event_id, NUMBERS.c.key, NUMBERS.c.role
    if query.tracking_key is not None:
        yield select(ids).where(key == query.tracking_key, NUMBERS.c.type == TRACKING)
    if query.number_key is not None:
        yield select(ids).where(key == query.number_key, NUMBERS.c.type.in_(OWN_NUMBERS), role == "")
    if query.person_key is not None:
        yield select(ids).where(key == query.person_key, role != "")
