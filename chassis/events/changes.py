"""Changes: where each aggregate of a component stands in the order of publication, for those who follow without events.

A component that wants it has a table `changes`, one row an aggregate (topic and id), made by a migration of its own.
The relay gives places, with the mark that an event is published: one leader, after the commit. So a place that is seen
has none to come before it, which no serial drawn by a writer can promise. An aggregate that changes again takes a new
place.
"""

from typing import Final

import asyncpg
from sqlalchemy import text

from chassis.unit.unit import Unit

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
