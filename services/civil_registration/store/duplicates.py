"""SQL of potential duplicates: found set-wise for any number of events, kept, and decided on.

Every comparison goes by an index: names by their folded key and a span of days, numbers by their normal form. A name
that is not there, and a number that several people share, matches nobody.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Boolean, Integer, RowMapping, Text, bindparam, func, insert, or_, select, text, true, update
from sqlalchemy.dialects.postgresql import ARRAY

from chassis.postgres.advisory_locks import lock_key
from chassis.postgres.statements import table_of
from chassis.unit.unit import Unit
from contracts.seats import Seat
from services.civil_registration.domain.duplicates import NOT_COMPARED, SHARED_NUMBERS, Check, Pair, Rule
from services.civil_registration.domain.kinds import CHANGES, COUPLES, KINDS, EventKind
from services.civil_registration.models.duplicates import DuplicateRow
from services.civil_registration.store.events import EVENTS

DUPLICATES: Final = table_of(DuplicateRow)
# Each event that is looked for, then who has its number or its name, then what that event is: always in this order and
# by indexes. Without `offset 0` PostgreSQL guesses how many are alike, and reads the register where it guesses wrong.
_FIND: Final = text("""
    with asked as materialized (
        select event.event_id, event.kind, event.occurred_on
        from unnest(cast(:ids as text[])) as wanted (event_id)
        cross join lateral (
            select event_id, kind, occurred_on from civil_events where event_id = wanted.event_id offset 0
        ) event
    ), alike as materialized (
        select asked.event_id, asked.kind, asked.occurred_on, known.event_id as other_event_id
        from asked
        cross join lateral (
            select key, type from civil_numbers
            where event_id = asked.event_id and role = :role and type <> all(cast(:shared as text[])) offset 0
        ) own
        cross join lateral (
            select event_id from civil_numbers where key = own.key and type = own.type and role = :role offset 0
        ) known
        where cast(:by_number as boolean)
        union
        select asked.event_id, asked.kind, asked.occurred_on, known.event_id as other_event_id
        from asked
        cross join lateral (
            select name_key, born_from, born_to, sex from civil_people
            where event_id = asked.event_id and role = :role and name_key <> '' offset 0
        ) own
        cross join lateral (
            select event_id from civil_people
            where name_key = own.name_key and role = :role
                and born_from between own.born_from - :spread and own.born_to + :spread
                and (not cast(:may_be_as_old as boolean) or (born_from <= own.born_to and own.born_from <= born_to))
                and (not cast(:same_sex as boolean) or sex = own.sex)
            offset 0
        ) known
        where cast(:by_name as boolean)
    ), pair as materialized (
        select distinct alike.event_id, alike.other_event_id, abs(other.occurred_on - alike.occurred_on) as days
        from alike
        cross join lateral (
            select occurred_on from civil_events
            where event_id = alike.other_event_id and kind = alike.kind and state <> all(cast(:not_compared as text[]))
            offset 0
        ) other
        where alike.other_event_id <> alike.event_id
            and (cast(:days as int) is null or abs(other.occurred_on - alike.occurred_on) <= cast(:days as int))
    )
    select event_id, other_event_id from pair
    where (
        cast(:with_whom as text) is null
        or exists (
            select 1 from civil_numbers a join civil_numbers b on b.key = a.key and b.type = a.type and b.role = a.role
            where a.event_id = pair.event_id and b.event_id = pair.other_event_id and a.role = cast(:with_whom as text)
                and a.type <> all(cast(:shared as text[]))
            offset 0
        )
        or exists (
            select 1 from civil_people a join civil_people b on b.name_key = a.name_key and b.role = a.role
            where a.event_id = pair.event_id and b.event_id = pair.other_event_id and a.role = cast(:with_whom as text)
                and a.name_key <> '' and (a.born_from is null or b.born_from is null
                    or (a.born_from <= b.born_to + 365 and b.born_from <= a.born_to + 365))
            offset 0
        )
    ) and (
        not cast(:no_twins as boolean)
        or pair.days > 1 or not exists (
            select 1 from civil_people one_of_several
            where one_of_several.event_id in (pair.event_id, pair.other_event_id) and one_of_several.is_multiple
            offset 0
        )
    )
""").bindparams(
    *(bindparam(name, type_=ARRAY(Text)) for name in ("ids", "shared", "not_compared")),
    *(bindparam(name, type_=Integer()) for name in ("spread", "days")),
    *(bindparam(name, type_=Boolean()) for name in ("by_number", "by_name", "may_be_as_old", "same_sex", "no_twins")),
    bindparam("with_whom", type_=Text()),
)


@dataclass(frozen=True, slots=True)
class _Search:
    """How a rule compares: the parameters of the statement."""

    roles: Mapping[EventKind, str]  # of the person who is looked for
    by_number: bool = True
    by_name: bool = True
    may_be_as_old: bool = True  # by name: the dates of birth fit
    same_sex: bool = False
    with_whom: Mapping[EventKind, str] = field(default_factory=dict)  # of another one who is the same, too
    no_twins: bool = False  # said to be one of several, and born on one day or the next
    within_days: bool = True


_MOTHER: Final = {EventKind.BIRTH: "mother", EventKind.FETAL_DEATH: "mother"}
_SEARCHES: Final[Mapping[Check, _Search]] = {
    # of a child the days of birth are those of the rule
    Check.CHILD_AND_MOTHER: _Search({EventKind.BIRTH: "child"}, with_whom=_MOTHER, may_be_as_old=False),
    Check.MOTHER_GAVE_BIRTH: _Search(_MOTHER, no_twins=True),
    Check.SAME_NUMBER: _Search({EventKind.DEATH: "deceased"}, by_name=False, within_days=False),
    Check.SAME_PERSON: _Search({EventKind.DEATH: "deceased"}, by_number=False, same_sex=True),
    Check.SAME_COUPLE: _Search(
        {kind: one for kind, (one, _) in COUPLES.items()}, with_whom={kind: two for kind, (_, two) in COUPLES.items()}
    ),
    Check.SAME_SUBJECT: _Search({kind: KINDS[kind].subjects[0] for kind in CHANGES}),
}
_SAID: Final = ("by_number", "by_name", "may_be_as_old", "same_sex", "no_twins")  # as parameters of the statement
# The index has days of birth. Of a child they are the days of the rule; of others the least date that a year can mean.
_A_YEAR: Final = 366
# An import looks for everybody: at its end it waits for all who look for somebody, and they for it. In this order.
_EVERYBODY: Final = lock_key("duplicates")
_SHARE: Final = select(func.pg_advisory_xact_lock_shared(_EVERYBODY))
_WAIT_FOR_ALL: Final = select(func.pg_advisory_xact_lock(_EVERYBODY))
_PLAN_ANEW: Final = select(func.set_config("plan_cache_mode", "force_custom_plan", true()))
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


async def look_anew(unit: Unit) -> None:
    """Let each search of this unit be planned by the tables as they are then: an import fills what it looks at."""
    await unit.connection.execute(_PLAN_ANEW)


async def wait_for_all(unit: Unit) -> None:
    """Wait until nobody else looks for duplicates of what it writes; whoever begins to waits until this unit ends."""
    await unit.connection.execute(_WAIT_FOR_ALL)


async def changed_since(unit: Unit, kind: EventKind, since: datetime) -> Sequence[str]:
    """Return the events of this kind that were written or changed since then, of those that are compared at all."""
    compared = EVENTS.c.state.not_in(sorted(NOT_COMPARED))
    asked = select(EVENTS.c.event_id).where(EVENTS.c.changed_at >= since, EVENTS.c.kind == kind.value, compared)
    return (await unit.connection.scalars(asked)).all()


async def find(unit: Unit, event_ids: Sequence[str], rules: Sequence[Rule]) -> list[tuple[Rule, str, str]]:
    """Return which other events the rules find alike, for any number of events at once."""
    found = list[tuple[Rule, str, str]]()
    for rule in rules:
        search = _SEARCHES[rule.check]
        asked: dict[str, Any] = {  # Any: values of SQL types
            "role": search.roles[rule.kind],
            "with_whom": search.with_whom.get(rule.kind),
            **{name: getattr(search, name) for name in _SAID},
            "ids": list(event_ids),
            "not_compared": sorted(NOT_COMPARED),
            "shared": sorted(SHARED_NUMBERS),
            "days": rule.days if search.within_days else None,
            "spread": rule.days if rule.check is Check.CHILD_AND_MOTHER else _A_YEAR,
        }
        rows = await unit.connection.execute(_FIND, asked)
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
