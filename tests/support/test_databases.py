"""Tests that a database which is handed out again cannot be told from a new one."""

import asyncpg
import pytest

from chassis.postgres.embedded import EmbeddedPostgres
from tests.support.databases import Database, Databases

TABLES = """
create table kinds (id text primary key);
insert into kinds values ('first'), ('second');
create table notes (number bigint generated always as identity primary key, kind text references kinds, about jsonb);
create function no_deletion() returns trigger language plpgsql as $$ begin raise exception 'kept for ever'; end $$;
create trigger no_deletion before delete or truncate on notes execute function no_deletion();
create table months (month date, note text) partition by range (month);
create table months_2026 partition of months for values from ('2026-01-01') to ('2027-01-01');
"""
CONTENT = "select (select array_agg(id order by id) from kinds), (select count(*) from notes), count(*) from months"


async def fill(url: str) -> None:
    connection = await asyncpg.connect(url)
    await connection.execute(TABLES)
    await connection.close()


async def used(server: EmbeddedPostgres, database: Database, *statements: str) -> asyncpg.Connection:
    connection = await asyncpg.connect(server.url(database.name))
    for statement in statements:
        await connection.execute(statement)
    return connection


async def again(databases: Databases, database: Database) -> Database:
    """Give the database back and take the next one; what it was used for is of no interest any more."""
    databases.give_back(database)
    return databases.take("notes", fill)


ROWS = "insert into notes (kind, about) values ('first', '{}'), ('second', null)"
MONTH = "insert into months values ('2026-05-01', 'May')"
KINDS = "delete from kinds where id = 'second'"
RENAMED = "update kinds set id = 'other' where id = 'first'"


@pytest.mark.parametrize("statements", [(ROWS, MONTH), (KINDS,), (RENAMED, MONTH), ("delete from kinds",)])
async def test_what_was_written_is_gone(
    databases: Databases, postgres_server: EmbeddedPostgres, statements: tuple[str, ...]
) -> None:
    first = databases.take("notes", fill)
    await (await used(postgres_server, first, *statements)).close()
    second = await again(databases, first)
    connection = await used(postgres_server, second)
    [found] = await connection.fetch(CONTENT)
    assert tuple(found) == (["first", "second"], 0, 0)
    assert await connection.fetchval("insert into notes (kind) values ('first') returning number") == 1
    assert await connection.fetchval("select pg_relation_size('months_2026')") == 0
    with pytest.raises(asyncpg.RaiseError, match="kept for ever"):
        await connection.execute("delete from notes")
    await connection.close()
    databases.give_back(second)


async def test_whoever_is_still_there_is_sent_away_and_does_not_find_it_again(
    databases: Databases, postgres_server: EmbeddedPostgres
) -> None:
    first = databases.take("notes", fill)
    connection = await used(postgres_server, first, "begin", ROWS)
    second = await again(databases, first)
    assert second.name != first.name
    with pytest.raises((asyncpg.PostgresError, asyncpg.InterfaceError, OSError)):
        await connection.execute("commit")
    with pytest.raises(asyncpg.InvalidCatalogNameError):
        await asyncpg.connect(postgres_server.url(first.name))
    databases.give_back(second)


@pytest.mark.parametrize(
    "change",
    [
        "create table other (id int)",
        "alter table notes add column other text",
        "drop trigger no_deletion on notes",
        "create or replace function no_deletion() returns trigger language plpgsql as $$ begin return null; end $$",
        "alter table notes add constraint other check (number > 0)",
        "create table months_2027 partition of months for values from ('2027-01-01') to ('2028-01-01')",
        "create schema other",
        "grant select on notes to public",
        "do $$ begin execute format('alter database %I set lock_timeout = 1', current_database()); end $$",
        "drop table months_2026",
    ],
)
async def test_a_database_that_was_changed_is_not_used_again(
    databases: Databases, postgres_server: EmbeddedPostgres, change: str
) -> None:
    first = databases.take("notes", fill)
    await (await used(postgres_server, first, change)).close()
    second = await again(databases, first)
    connection = await used(postgres_server, second, ROWS)
    schema = "select count(*) from pg_attribute where attrelid = 'notes'::regclass and attnum > 0"
    assert await connection.fetchval(schema) == 3
    assert await connection.fetchval("show lock_timeout") == "0"
    names = await connection.fetch("select datname from pg_database")
    assert first.name not in {name for (name,) in names}, "it was dropped"
    await connection.close()
    databases.give_back(second)
