"""SQL of events that are linked by exact numbers: each look-up goes by the index of numbers."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import Text, bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY

from chassis.unit.unit import Unit
from contracts.official_numbers import dashless_number
from services.civil_registration.domain.kinds import EventKind
from services.civil_registration.domain.links import REGISTRATION, Found, Number, asked_by

MOST: Final = 200  # links of one event: a book of numbers that everybody has is no family
_BIRTHS: Final = text("""
    select number.key, number.event_id from civil_numbers number
    join civil_events event on event.event_id = number.event_id
    where number.key = any(cast(:keys as text[])) and number.type = :type and number.role = ''
        and event.kind = 'birth' and event.registration_number is not null
""").bindparams(bindparam("keys", type_=ARRAY(Text)))
_WITH: Final = text("""
    select distinct asked.place, number.event_id, event.kind, number.role, number.type
    from unnest(cast(:places as int[]), cast(:keys as text[]), cast(:types as text[]), cast(:own as boolean[]))
        as asked (place, key, type, own)
    join civil_numbers number on number.key = asked.key and number.type = asked.type
        and (number.role = '') = asked.own and number.event_id <> :event_id
    join civil_events event on event.event_id = number.event_id and event.state not in ('draft', 'archived')
    order by asked.place, number.event_id
    limit :most
""").bindparams(bindparam("keys", type_=ARRAY(Text)), bindparam("types", type_=ARRAY(Text)))


async def birth_of(unit: Unit, number: str) -> str | None:
    """Return the registered birth of this number, or None."""
    return next(iter((await births_of(unit, [number])).values()), None)


async def births_of(unit: Unit, numbers: Sequence[str]) -> dict[str, str]:
    """Return the registered births of these numbers, by their normal form."""
    keys = sorted({dashless_number(number) for number in numbers})
    rows = await unit.connection.execute(_BIRTHS, {"keys": keys, "type": REGISTRATION})
    return {row.key: row.event_id for row in rows}


async def linked(unit: Unit, event_id: str, kind: EventKind, numbers: Sequence[Number]) -> list[tuple[Number, Found]]:
    """Return the other events that have one of these numbers, by each number."""
    asked = [
        (place, number.key, type, role == "")
        for place, number in enumerate(numbers)
        for type, role in asked_by(number, kind)
    ]
    if not asked:
        return []
    places, keys, types, own = (list(each) for each in zip(*asked, strict=True))
    given = {"places": places, "keys": keys, "types": types, "own": own, "event_id": event_id, "most": MOST}
    rows = await unit.connection.execute(_WITH, given)
    return [(numbers[row.place], Found(row.event_id, EventKind(row.kind), row.role, row.type)) for row in rows]
