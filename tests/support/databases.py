"""Databases for tests: copied from a migrated template once, then emptied and handed out again under another name.

A copy writes ten megabytes; emptying one writes next to nothing. What is handed out cannot be told from a new copy:
every row and sequence is as in the template, nobody is connected, and whoever still knows the old name finds nothing.
A database whose schema or settings a test has changed is dropped.
"""

import asyncio
import itertools
import threading
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Coroutine
from concurrent.futures import Future
from contextlib import asynccontextmanager
from dataclasses import dataclass
from io import BytesIO
from typing import Final, TypeVar

import asyncpg
from sqlalchemy import MetaData

from chassis.postgres.embedded import EmbeddedPostgres

T = TypeVar("T")
Fill = Callable[[str], Awaitable[None]]  # makes the tables of a template, at its URL

# What any change of a schema changes: how many rows the catalogue has, and who wrote the youngest of them.
_CATALOGUES: Final = (
    *(f"{name} where oid >= 16384" for name in ("pg_class", "pg_proc", "pg_type", "pg_constraint", "pg_trigger")),
    *("pg_attribute where attrelid >= 16384", "pg_index where indexrelid >= 16384", "pg_namespace", "pg_attrdef"),
    *("pg_inherits", "pg_policy", "pg_rewrite where oid >= 16384", "pg_event_trigger", "pg_extension"),
    *("pg_statistic_ext", "pg_default_acl", "pg_sequence"),
    "pg_db_role_setting where setdatabase = (select oid from pg_database where datname = current_database())",
)
_SCHEMA: Final = " union all ".join(
    f"select count(*) as number, coalesce(max(xmin::text::bigint), 0) as youngest from {each}" for each in _CATALOGUES
)
_FILLED: Final = """
select relname::text from pg_class
where relkind = 'r' and relnamespace = 'public'::regnamespace and pg_relation_size(oid) > 0
"""
_SEQUENCES: Final = "select relname::text from pg_class where relkind = 'S'"
_ALONE: Final = """
select pg_terminate_backend(pid, 5000) from pg_stat_activity
where datname = current_database() and pid <> pg_backend_pid()
"""


@dataclass(frozen=True)
class Template:
    """A database that is copied, and what stands in it."""

    name: str
    rows: dict[str, bytes]  # of each table that has some
    sequences: dict[str, tuple[int, bool]]  # where each stands, and whether that number was given


@dataclass(frozen=True)
class State:
    """What a database looks like while nobody has changed it."""

    schema: tuple[tuple[int, int], ...]
    rows: tuple[tuple[int, int], ...]  # of the tables that have some in the template


@dataclass(frozen=True)
class Database:
    """One database of a kind, as it was handed out."""

    name: str
    kind: str
    state: State


def declared_tables(*several: MetaData) -> MetaData:
    """Return the tables of several declarations in one, as Alembic compares them with a database."""
    one = MetaData()
    for declared in several:
        for table in declared.tables.values():
            table.to_metadata(one)
    return one


class Databases:
    """The databases of one server. A thread of its own talks with it, while tests run on loops of theirs."""

    def __init__(self, server: EmbeddedPostgres) -> None:
        self._server = server
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._kinds: dict[str, Template] = {}
        self._spare: defaultdict[str, list[Future[Database | None]]] = defaultdict(list)
        self._numbers = itertools.count(1)

    def take(self, kind: str, fill: Fill | None) -> Database:
        """Return a database that looks as `fill` makes one of this kind; without it, an empty one."""
        while self._spare[kind]:
            spare = self._spare[kind].pop(0).result()
            if spare is not None:
                return spare
        return self._run(self._copy(kind, fill)).result()

    def give_back(self, database: Database) -> None:
        """Clean the database, while the next test begins."""
        self._spare[database.kind].append(self._run(self._cleaned(database)))

    def close(self) -> None:
        """Wait for what is being cleaned."""
        for spare in itertools.chain.from_iterable(self._spare.values()):
            spare.result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _run(self, work: Coroutine[None, None, T]) -> "Future[T]":
        return asyncio.run_coroutine_threadsafe(work, self._loop)

    @asynccontextmanager
    async def _at(self, name: str) -> AsyncIterator[asyncpg.Connection]:
        connection = await asyncpg.connect(self._server.url(name))
        try:
            yield connection
        finally:
            await connection.close()

    async def _do(self, statement: str) -> None:
        async with self._at("postgres") as connection:
            await connection.execute(statement)

    async def _copy(self, kind: str, fill: Fill | None) -> Database:
        if kind not in self._kinds:
            self._kinds[kind] = await self._template(fill)
        template, name = self._kinds[kind], f"test_{next(self._numbers)}"
        await self._do(f"create database {name} template {template.name}")
        async with self._at(name) as connection:
            return Database(name, kind, await _look(connection, template))

    async def _template(self, fill: Fill | None) -> Template:
        name = f"template_{len(self._kinds)}"
        await self._do(f"create database {name}")
        if fill is not None:
            await fill(self._server.url(name))
        async with self._at(name) as connection:
            rows = {table: await _content(connection, table) for (table,) in await connection.fetch(_FILLED)}
            sequences = {}
            for (sequence,) in await connection.fetch(_SEQUENCES):
                [stands] = await connection.fetch(f'select last_value, is_called from "{sequence}"')
                sequences[sequence] = tuple(stands)
            return Template(name, rows, sequences)

    async def _cleaned(self, used: Database) -> Database | None:
        """Return the database as new, under another name; None, when a test has changed more than rows."""
        try:
            state = await self._emptied(used)
            if state is not None:
                name = f"test_{next(self._numbers)}"
                await self._do(f"alter database {used.name} rename to {name}")
                return Database(name, used.kind, state)
        except (asyncpg.PostgresError, OSError):
            pass  # whatever is in the way goes with it
        await self._do(f"drop database if exists {used.name} with (force)")
        return None

    async def _emptied(self, used: Database) -> State | None:
        template = self._kinds[used.kind]
        async with self._at(used.name) as connection:
            await connection.execute(_ALONE)
            state = await _look(connection, template)
            if state.schema != used.state.schema:
                return None
            await connection.execute("set session_replication_role = replica")  # no trigger and no reference hinders
            filled = {table for (table,) in await connection.fetch(_FILLED)}
            await _truncate(connection, filled - set(template.rows))
            if (await _look(connection, template)).rows != used.state.rows:
                await _truncate(connection, set(template.rows))
                for table, content in template.rows.items():
                    await connection.copy_to_table(table, source=BytesIO(content), format="binary")
            for sequence, (last, given) in template.sequences.items():
                await connection.execute("select setval($1::text::regclass, $2, $3)", f'"{sequence}"', last, given)
            return await _look(connection, template)


async def _content(connection: asyncpg.Connection, table: str) -> bytes:
    content = BytesIO()
    await connection.copy_from_table(table, output=content, format="binary")
    return content.getvalue()


async def _look(connection: asyncpg.Connection, template: Template) -> State:
    rows = [
        tuple(row)
        for table in template.rows
        for row in await connection.fetch(f'select count(*), coalesce(max(xmin::text::bigint), 0) from "{table}"')
    ]
    return State(tuple(tuple(row) for row in await connection.fetch(_SCHEMA)), tuple(rows))


async def _truncate(connection: asyncpg.Connection, tables: Collection[str]) -> None:
    if tables:
        named = ", ".join(f'"{table}"' for table in sorted(tables))
        await connection.execute(f"truncate {named} cascade")
