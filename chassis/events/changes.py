"""Changes: where each aggregate of a component stands in the order of publication, for those who follow without events.

A component that wants it has a table `changes`, one row an aggregate (topic and id), made by a migration of its own.
The relay gives places, with the mark that an event is published: one leader, after the commit. So a place that is seen
has none to come before it, which no serial drawn by a writer can promise. An aggregate that changes again takes a new
place.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

import asyncpg
from sqlalchemy import BigInteger, RowMapping, Select, Text, bindparam, column, func, select, table, text

from chassis.unit.unit import Unit

CHANGES: Final = table("changes", column("topic", Text), column("id", Text), column("place", BigInteger))
_LOOKED_AT: Final = 1_000  # places of one page: a follower who sees little asks on, and no page is slow
_next = (
    select(CHANGES.c.place)
    .where(CHANGES.c.topic == bindparam("topic"), CHANGES.c.place > bindparam("after"))
    .order_by(CHANGES.c.place)
    .limit(_LOOKED_AT)
    .subquery("following")
)
_SPAN: Final = select(func.max(_next.c.place), func.count())
_LATEST: Final = select(func.max(CHANGES.c.place)).where(CHANGES.c.topic == bindparam("topic"))
_IS_KEPT: Final = "SELECT to_regclass('changes') IS NOT NULL"
_PUBLISHED: Final = "UPDATE outbox SET published_at = now() WHERE position = ANY($1::bigint[])"
_PLACED: Final = """
WITH published AS (
  UPDATE outbox SET published_at = now() WHERE position = ANY($1::bigint[]) RETURNING position, topic, key
), latest AS (
  SELECT topic, key, max(position) AS position FROM published GROUP BY topic, key ORDER BY max(position)
)
INSERT INTO changes (topic, id, place) SELECT topic, key, nextval('changes_place') FROM latest
ON CONFLICT (topic, id) DO UPDATE SET place = excluded.place
"""
_HOLD: Final = text("lock table changes in exclusive mode")
# What a restore changes: the cluster, its timeline, the database or the table. Places before it mean other changes.
_LIFE: Final = text("""
    select substr(md5(concat_ws('/',
        (select system_identifier from pg_control_system()), left(pg_walfile_name(pg_current_wal_lsn()), 8),
        (select oid from pg_database where datname = current_database()), 'changes'::regclass::oid
    )), 1, 16)
""")


@dataclass(frozen=True, slots=True)
class Changed:
    """Rows of aggregates that have changed, the place up to which was looked, and whether there is more behind it."""

    rows: Sequence[RowMapping]  # by their `place`
    place: int
    more: bool


def in_span(statement: Select[Any]) -> Select[Any]:  # Any: of whatever columns
    """Return a statement on `CHANGES` for those of a `topic` behind the place `after`, up to `last`, in their order."""
    return statement.where(
        CHANGES.c.topic == bindparam("topic"),
        CHANGES.c.place > bindparam("after"),
        CHANGES.c.place <= bindparam("last"),
    ).order_by(CHANGES.c.place)


async def changed(
    unit: Unit,
    topic: str,
    seen: Select[Any],
    place: int,
    *,
    limit: int,
    parameters: Mapping[str, object] = MappingProxyType({}),
) -> Changed:
    """Return what is seen of the aggregates that have changed since this place, each once, by its latest change.

    `seen` is of `in_span`, selects the place and has the limit `most`; to what else it is bound, the parameters say.
    """
    last, looked_at = (await unit.connection.execute(_SPAN, {"topic": topic, "after": place})).one()
    if last is None:
        return Changed([], place, more=False)
    asked = {"topic": topic, "after": place, "last": last, "most": limit + 1, **parameters}
    rows = (await unit.connection.execute(seen, asked)).mappings().all()
    is_cut = len(rows) > limit
    until = rows[limit - 1]["place"] if is_cut else last
    return Changed(rows[:limit], until, more=is_cut or looked_at == _LOOKED_AT)


async def are_kept(connection: asyncpg.Connection) -> bool:
    """Tell whether this component keeps changes."""
    return bool(await connection.fetchval(_IS_KEPT))


async def mark_published(connection: asyncpg.Connection, positions: list[int], *, kept: bool) -> None:
    """Mark these rows of the outbox as published and, where changes are kept, give their aggregates new places."""
    await connection.execute(_PLACED if kept else _PUBLISHED, positions)


async def hold_the_relay(unit: Unit) -> None:
    """Let the relay give no place until this transaction is over, which gives some itself.

    Else it could give a later one that a follower sees first: the follower would go on from there, past these.
    """
    await unit.connection.execute(_HOLD)


async def life(unit: Unit) -> str:
    """Return the name of this database's life: a database that was restored has begun another."""
    named: str = await unit.connection.scalar(_LIFE)
    return named


async def latest_place(unit: Unit, topic: str) -> int:
    """Return the latest place that was given to an aggregate of this topic; 0 before the first."""
    return await unit.connection.scalar(_LATEST, {"topic": topic}) or 0
