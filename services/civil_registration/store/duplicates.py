"""SQL of potential duplicates: found set-wise for any number of events, kept, and decided on.

Every comparison goes by an index: names by their folded key and a span of days, numbers by their normal form. A name
that is not there, and a number that several people share, matches nobody.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Integer, RowMapping, Text, TextClause, bindparam, func, insert, or_, select, text, update
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import TypeEngine

from chassis.postgres.advisory_locks import lock_key
from chassis.postgres.statements import table_of
from chassis.unit.unit import Unit
from contracts.seats import Seat
from services.civil_registration.domain.duplicates import NOT_COMPARED, SHARED_NUMBERS, Check, Pair, Rule
from services.civil_registration.domain.kinds import EventKind
from services.civil_registration.models.duplicates import DuplicateRow
from services.civil_registration.store.events import EVENTS

DUPLICATES: Final = table_of(DuplicateRow)
_CHILD_AND_MOTHER: Final = text("""
    select distinct one.event_id, other.event_id as other_event_id
    from (
    select n.event_id, m.event_id as other_event_id
    from unnest(cast(:ids as text[])) as asked (event_id)
    join civil_numbers n on n.event_id = asked.event_id and n.role = :role and n.type <> all(cast(:shared as text[]))
    join civil_numbers m on m.key = n.key and m.type = n.type and m.role = n.role
    union
    select p.event_id, q.event_id as other_event_id
    from unnest(cast(:ids as text[])) as asked (event_id)
    join civil_people p on p.event_id = asked.event_id and p.role = :role and p.name_key <> ''
    join civil_people q on q.name_key = p.name_key and q.role = p.role
    and q.born_from between p.born_from - :spread and p.born_to + :spread
    ) pair
    join civil_events one on one.event_id = pair.event_id
    join civil_events other on other.event_id = pair.other_event_id and other.kind = one.kind
    and other.event_id <> one.event_id and other.state <> all(cast(:not_compared as text[]))
    where abs(other.occurred_on - one.occurred_on) <= :days and (
    exists (
    select 1 from civil_numbers a join civil_numbers b on b.key = a.key and b.type = a.type and b.role = a.role
    where a.event_id = one.event_id and b.event_id = other.event_id and a.role = 'mother'
    and a.type <> all(cast(:shared as text[]))
    )
    or exists (
    select 1 from civil_people a join civil_people b on b.name_key = a.name_key and b.role = a.role
    where a.event_id = one.event_id and b.event_id = other.event_id and a.role = 'mother' and a.name_key <> ''
    and (a.born_from is null or b.born_from is null
    or (a.born_from <= b.born_to + 365 and b.born_from <= a.born_to + 365))
    )
    )
""")
_MOTHER_GAVE_BIRTH: Final = text("""
    select distinct one.event_id, other.event_id as other_event_id
    from (
    select n.event_id, m.event_id as other_event_id
    from unnest(cast(:ids as text[])) as asked (event_id)
    join civil_numbers n on n.event_id = asked.event_id and n.role = :role and n.type <> all(cast(:shared as text[]))
    join civil_numbers m on m.key = n.key and m.type = n.type and m.role = n.role
    union
    select p.event_id, q.event_id as other_event_id
    from unnest(cast(:ids as text[])) as asked (event_id)
    join civil_people p on p.event_id = asked.event_id and p.role = :role and p.name_key <> ''
    join civil_people q on q.name_key = p.name_key and q.role = p.role
    and q.born_from between p.born_from - :spread and p.born_to + :spread
    and q.born_from <= p.born_to and p.born_from <= q.born_to) pair
    join civil_events one on one.event_id = pair.event_id
    join civil_events other on other.event_id = pair.other_event_id and other.kind = one.kind
    and other.event_id <> one.event_id and other.state <> all(cast(:not_compared as text[]))
    where abs(other.occurred_on - one.occurred_on) <= :days and abs(other.occurred_on - one.occurred_on) > 1
        and not exists (
    select 1 from civil_people child
    where child.event_id in (one.event_id, other.event_id) and child.role = 'child' and child.is_multiple
    )
""")
_SAME_NUMBER: Final = text("""
    select distinct one.event_id, other.event_id as other_event_id
    from (
    select n.event_id, m.event_id as other_event_id
    from unnest(cast(:ids as text[])) as asked (event_id)
    join civil_numbers n on n.event_id = asked.event_id and n.role = :role and n.type <> all(cast(:shared as text[]))
    join civil_numbers m on m.key = n.key and m.type = n.type and m.role = n.role
    ) pair
    join civil_events one on one.event_id = pair.event_id
    join civil_events other on other.event_id = pair.other_event_id and other.kind = one.kind
    and other.event_id <> one.event_id and other.state <> all(cast(:not_compared as text[]))
    where true
""")
_SAME_PERSON: Final = text("""
    select distinct one.event_id, other.event_id as other_event_id
    from (
    select p.event_id, q.event_id as other_event_id
    from unnest(cast(:ids as text[])) as asked (event_id)
    join civil_people p on p.event_id = asked.event_id and p.role = :role and p.name_key <> ''
    join civil_people q on q.name_key = p.name_key and q.role = p.role
    and q.born_from between p.born_from - :spread and p.born_to + :spread
    and q.born_from <= p.born_to and p.born_from <= q.born_to and q.sex = p.sex) pair
    join civil_events one on one.event_id = pair.event_id
    join civil_events other on other.event_id = pair.other_event_id and other.kind = one.kind
    and other.event_id <> one.event_id and other.state <> all(cast(:not_compared as text[]))
    where abs(other.occurred_on - one.occurred_on) <= :days
""")
_SAME_COUPLE: Final = text("""
    select distinct one.event_id, other.event_id as other_event_id
    from (
    select n.event_id, m.event_id as other_event_id
    from unnest(cast(:ids as text[])) as asked (event_id)
    join civil_numbers n on n.event_id = asked.event_id and n.role = :role and n.type <> all(cast(:shared as text[]))
    join civil_numbers m on m.key = n.key and m.type = n.type and m.role = n.role
    union
    select p.event_id, q.event_id as other_event_id
    from unnest(cast(:ids as text[])) as asked (event_id)
    join civil_people p on p.event_id = asked.event_id and p.role = :role and p.name_key <> ''
    join civil_people q on q.name_key = p.name_key and q.role = p.role
    and q.born_from between p.born_from - :spread and p.born_to + :spread
    and q.born_from <= p.born_to and p.born_from <= q.born_to) pair
    join civil_events one on one.event_id = pair.event_id
    join civil_events other on other.event_id = pair.other_event_id and other.kind = one.kind
    and other.event_id <> one.event_id and other.state <> all(cast(:not_compared as text[]))
    where abs(other.occurred_on - one.occurred_on) <= :days and (
    exists (
    select 1 from civil_numbers a join civil_numbers b on b.key = a.key and b.type = a.type and b.role = a.role
    where a.event_id = one.event_id and b.event_id = other.event_id and a.role = 'groom'
    and a.type <> all(cast(:shared as text[]))
    )
    or exists (
    select 1 from civil_people a join civil_people b on b.name_key = a.name_key and b.role = a.role
    where a.event_id = one.event_id and b.event_id = other.event_id and a.role = 'groom' and a.name_key <> ''
    and (a.born_from is null or b.born_from is null
    or (a.born_from <= b.born_to + 365 and b.born_from <= a.born_to + 365))
    )
    )
""")
_OF: Final[Mapping[Check, tuple[str, TextClause]]] = {  # the role that is looked for, and the statement
    Check.CHILD_AND_MOTHER: ("child", _CHILD_AND_MOTHER),
    Check.MOTHER_GAVE_BIRTH: ("mother", _MOTHER_GAVE_BIRTH),
    Check.SAME_NUMBER: ("deceased", _SAME_NUMBER),
    Check.SAME_PERSON: ("deceased", _SAME_PERSON),
    Check.SAME_COUPLE: ("bride", _SAME_COUPLE),
}
# The index has days of birth. Of a child they are the days of the rule; of others the least date that a year can mean.
_A_YEAR: Final = 366


_TYPES: Final[Mapping[str, TypeEngine[Any]]] = {  # Any: of each its own
    "ids": ARRAY(Text),
    "not_compared": ARRAY(Text),
    "shared": ARRAY(Text),
    "spread": Integer(),
    "days": Integer(),
}


def _typed(statement: TextClause) -> TextClause:
    named = statement.compile().params
    return statement.bindparams(*(bindparam(name, type_=kind) for name, kind in _TYPES.items() if name in named))


_STATEMENTS: Final = {check: (role, _typed(statement)) for check, (role, statement) in _OF.items()}
# An import looks for everybody: at its end it waits for all who look for somebody, and they for it. In this order.
_EVERYBODY: Final = lock_key("duplicates")
_SHARE: Final = select(func.pg_advisory_xact_lock_shared(_EVERYBODY))
_WAIT_FOR_ALL: Final = select(func.pg_advisory_xact_lock(_EVERYBODY))
# Who looks for one person waits for who does at the same moment: neither would see the other's event. In one order.
_WAIT: Final = text("""
    select count(pg_advisory_xact_lock(hashtextextended(key, 0))) from (
        select name_key as key from civil_people where event_id = any(cast(:ids as text[])) and name_key <> ''
        union
        select type || ':' || key from civil_numbers
        where event_id = any(cast(:ids as text[])) and role <> '' and type <> all(cast(:shared as text[]))
        order by 1
    ) keys
""").bindparams(bindparam("ids", type_=ARRAY(Text)), bindparam("shared", type_=ARRAY(Text)))


async def wait_for_others(unit: Unit, event_ids: Collection[str]) -> None:
    """Wait until nobody else writes an event with a person of these; others wait until this unit ends."""
    await unit.connection.execute(_SHARE)
    await unit.connection.execute(_WAIT, {"ids": sorted(event_ids), "shared": sorted(SHARED_NUMBERS)})


async def wait_for_all(unit: Unit) -> None:
    """Wait until nobody else looks for duplicates of what it writes; whoever begins to waits until this unit ends."""
    await unit.connection.execute(_WAIT_FOR_ALL)


async def changed_since(unit: Unit, kind: EventKind, since: datetime) -> Sequence[str]:
    """Return the events of this kind that were written or changed since then."""
    asked = select(EVENTS.c.event_id).where(EVENTS.c.changed_at >= since, EVENTS.c.kind == kind.value)
    return (await unit.connection.scalars(asked)).all()


async def find(unit: Unit, event_ids: Sequence[str], rules: Sequence[Rule]) -> list[tuple[Rule, str, str]]:
    """Return which other events the rules find alike, for any number of events at once."""
    found = list[tuple[Rule, str, str]]()
    for rule in rules:
        role, statement = _STATEMENTS[rule.check]
        asked: dict[str, Any] = {  # Any: values of SQL types
            "ids": list(event_ids),
            "role": role,
            "not_compared": sorted(NOT_COMPARED),
            "shared": sorted(SHARED_NUMBERS),
            "days": rule.days,
            "spread": rule.days if rule.check is Check.CHILD_AND_MOTHER else _A_YEAR,
        }
        rows = await unit.connection.execute(statement, asked)
        found += [(rule, row.event_id, row.other_event_id) for row in rows]
    return found


async def known_pairs(unit: Unit, event_ids: Collection[str]) -> set[frozenset[str]]:
    """Return the pairs that are on record with one of these events, in either direction."""
    columns, ids = DUPLICATES.c, bindparam("ids", sorted(event_ids), type_=ARRAY(Text))
    mine = or_(columns.event_id == ids.any_(), columns.other_event_id == ids.any_())
    rows = await unit.connection.execute(select(columns.event_id, columns.other_event_id).where(mine))
    return {frozenset((row.event_id, row.other_event_id)) for row in rows}


async def add(unit: Unit, pairs: Iterable[tuple[str, Pair]]) -> None:
    """Write potential duplicates, each with its id."""
    rows = [
        {
            "duplicate_id": duplicate_id,
            "event_id": pair.event_id,
            "other_event_id": pair.other_event_id,
            "score": pair.score,
            "reasons": list(pair.reasons),
            "state": "open",
            "found_at": unit.now,
        }
        for duplicate_id, pair in pairs
    ]
    if rows:
        await unit.connection.execute(insert(DUPLICATES), rows)


async def decide(unit: Unit, duplicate_id: str, outcome: str, reason: str, by: Seat) -> None:
    """Write what a person decided."""
    said = {"state": outcome, "reason": reason, "decided_at": unit.now}
    await unit.connection.execute(
        update(DUPLICATES)
        .where(DUPLICATES.c.duplicate_id == duplicate_id)
        .values(**said, decided_by=by.member, decided_office=by.office)
    )


async def of_event(unit: Unit, event_id: str, only: str | None = None) -> Sequence[RowMapping]:
    """Return the potential duplicates of an event, whichever was found, with what is compared of the other."""
    columns, other = DUPLICATES.c, EVENTS.alias("other")
    is_first = columns.event_id == event_id
    query = (
        select(
            *columns,
            *(other.c[name] for name in ("kind", "tracking_id", "registration_number", "subjects", "occurred_on")),
            other.c.event_id.label("compared_id"),
            other.c.state.label("compared_state"),
            other.c.registrar_member,
            other.c.registrar_office,
        )
        .join(
            other,
            or_(
                is_first & (other.c.event_id == columns.other_event_id),
                ~is_first & (other.c.event_id == columns.event_id),
            ),
        )
        .where(
            or_(is_first, columns.other_event_id == event_id),
            *([is_first, columns.duplicate_id == only] if only is not None else []),
        )
        .order_by(columns.duplicate_id)
        .limit(200)
    )
    return (await unit.connection.execute(query)).mappings().all()
