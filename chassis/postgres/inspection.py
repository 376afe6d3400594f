"""Inspection of a database, without changing anything: server, schema, rights, durability, clock and connections."""

import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

import asyncpg

from chassis.postgres.revisions import revisions

OLDEST: Final = 150_000  # server_version_num of PostgreSQL 15, the oldest that Saphan is tried with

_SERVER: Final = """
select current_setting('server_version_num')::int as version, current_setting('server_version') as told,
  current_database()::text as name, current_user::text as role, pg_is_in_recovery() as standby,
  current_setting('default_transaction_read_only')::bool as read_only,
  current_setting('fsync')::bool and current_setting('full_page_writes')::bool as durable,
  current_setting('synchronous_commit') as commits, getdatabaseencoding() as encoding,
  (select rolsuper from pg_roles where rolname = current_user) as superuser,
  has_schema_privilege(current_schema(), 'usage') as reads, has_schema_privilege(current_schema(), 'create') as makes,
  pg_database_size(current_database()) as size, clock_timestamp() as now,
  current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int as connections,
  (select rolconnlimit from pg_roles where rolname = current_user) as of_role,
  (select count(*)::int from pg_stat_activity where backend_type = 'client backend') as used,
  (select count(*)::int from pg_stat_activity where usename = current_user) as used_by_role
"""
_TABLES: Final = """
select c.relname::text from pg_class c
where c.relkind in ('r', 'p') and not c.relispartition and c.relnamespace = current_schema()::regnamespace
"""
# has_table_privilege with a list says whether any of them is held, so each is asked for
_NOT_OURS: Final = """
select c.relname::text from pg_class c
where c.relkind in ('r', 'p') and c.relnamespace = current_schema()::regnamespace and not (
  has_table_privilege(c.oid, 'select') and has_table_privilege(c.oid, 'insert')
  and has_table_privilege(c.oid, 'update') and has_table_privilege(c.oid, 'delete'))
order by 1
"""
_INVALID: Final = "select indexrelid::regclass::text from pg_index where not indisvalid order by 1"


@dataclass(frozen=True, slots=True)
class Server:
    """What the server says about itself and about our role."""

    version: int
    told: str
    name: str
    role: str
    standby: bool
    read_only: bool
    durable: bool
    commits: str
    encoding: str
    superuser: bool
    reads: bool
    makes: bool
    size: int
    connections: int  # that may be open at once, of our role
    used: int
    skew_s: float  # how far the database's clock is ahead of ours


@dataclass(frozen=True, slots=True)
class Schema:
    """What the database holds beside the migrations of a package."""

    revisions: tuple[str, ...]  # as Alembic wrote them: one, unless something is wrong
    behind: int | None  # migrations that it lacks; None when the code does not know its revision
    missing: tuple[str, ...]  # tables that its revision has, and it has not
    tables: frozenset[str]
    invalid: tuple[str, ...]  # indexes that were not made to the end
    not_ours: tuple[str, ...]  # tables in which our role cannot write

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing was made in it yet."""
        return not self.tables


async def server(connection: asyncpg.Connection) -> Server:
    """Return what the server says; the clock is compared within the one query."""
    began = time.time()
    row = await connection.fetchrow(_SERVER)
    if row is None:
        raise asyncpg.InterfaceError("no answer")
    told = dict(row)
    ours = (began + time.time()) / 2
    limit, by_role = told.pop("of_role"), told.pop("used_by_role")
    if 0 <= limit < told["connections"]:
        told |= {"connections": limit, "used": by_role}
    skew = told.pop("now").timestamp() - ours
    return Server(**told, skew_s=skew)


async def schema(connection: asyncpg.Connection, package: str) -> Schema:
    """Return how the database stands to the migrations of `package`."""
    known = revisions(package)
    tables = frozenset(await _names(connection, _TABLES))
    found: tuple[str, ...] = ()
    if "alembic_version" in tables:
        found = tuple(sorted(await _names(connection, "select version_num from alembic_version")))
    behind = known.after(found[0]) if len(found) == 1 and found[0] in known.order else None
    missing = sorted(known.tables - tables) if behind == 0 else []
    return Schema(
        found,
        behind,
        tuple(missing),
        tables - {"alembic_version"},
        tuple(await _names(connection, _INVALID)),
        tuple(await _names(connection, _NOT_OURS)),
    )


def resembles(tables: Iterable[str], package: str, others: Iterable[str]) -> bool:
    """Tell whether tables of `package` are there that no other package makes."""
    shared = frozenset[str]().union(*(revisions(other).tables for other in others if other != package))
    return bool((revisions(package).tables - shared) & set(tables))


async def _names(connection: asyncpg.Connection, query: str) -> list[str]:
    rows: list[Any] = await connection.fetch(query)  # Any: asyncpg's Record
    return [str(row[0]) for row in rows]
