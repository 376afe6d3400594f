"""A process is not ready on a database that lacks a migration; it becomes ready by itself when it has been migrated."""

import asyncpg
import pytest

from chassis.postgres.database import create_engine, migrate
from chassis.postgres.schema_check import SchemaCheck
from tests.support.postgres import FreshDatabase

BAKERY = "tests.chassis.bakery.migrations"


async def test_a_database_is_asked_until_it_is_migrated(fresh_database: FreshDatabase) -> None:
    url = fresh_database()
    engine = create_engine(url)
    check = SchemaCheck(engine, BAKERY)
    assert not await check()
    await migrate(url, BAKERY)
    assert await check()
    await engine.dispose()


@pytest.mark.parametrize(("revision", "holds"), [("9999", True), (None, False)], ids=["a newer release", "none"])
async def test_another_revision(fresh_database: FreshDatabase, revision: str | None, holds: bool) -> None:
    url = fresh_database(BAKERY)
    connection, engine = await asyncpg.connect(url), create_engine(url)
    await connection.execute("delete from alembic_version")
    if revision is not None:
        await connection.execute("insert into alembic_version values ($1)", revision)
    assert await SchemaCheck(engine, BAKERY)() is holds
    await engine.dispose()
    await connection.close()


async def test_a_database_that_is_away_is_not_told_as_migrated() -> None:
    engine = create_engine("postgresql://nobody@127.0.0.1:1/nothing")
    assert not await SchemaCheck(engine, BAKERY)()
    await engine.dispose()
