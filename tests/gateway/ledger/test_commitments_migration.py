"""A ledger from before there were commitments is carried over, and every entry can be opened afterwards."""

from datetime import UTC, datetime, timedelta

import asyncpg
import pytest
from sqlalchemy.ext.asyncio import create_async_engine

from chassis.postgres.database import dialect_url, migrate
from contracts.identifiers import new_id
from evidence.entries import commitment
from gateway.ledger import partitions, store
from tests.support.migrations import upgrade
from tests.support.postgres import FreshDatabase

MIGRATIONS = "gateway.migrations"
DETAILS = '{"deadlineMs":1,  "officer":"ພະນັກງານ","service":"land-register"}'


async def test_entries_are_carried_over_to_the_month_of_their_exchange(fresh_database: FreshDatabase) -> None:
    url = fresh_database()
    engine = create_async_engine(dialect_url(url))
    async with engine.begin() as before:
        await before.run_sync(upgrade, MIGRATIONS, "0008")
    now = datetime.now(UTC)
    connection = await asyncpg.connect(url)
    ids = [new_id("xch", at=at) for at in (now - timedelta(days=70), now)]
    for exchange, at in zip(ids, (now - timedelta(days=70), now), strict=True):
        for phase in ("intent", "outcome"):
            query = "insert into ledger_entries (exchange, phase, at, instance, details) values ($1, $2, $3, 'g', $4)"
            await connection.execute(query, exchange, phase, at, DETAILS)

    async with engine.begin() as after:
        await after.run_sync(upgrade, MIGRATIONS, "0029")  # entries get their places before seals are asked for
    await engine.dispose()

    rows = await connection.fetch(
        "select *, e.tableoid::regclass::text as place "
        "from ledger_entries e join ledger_details d using (exchange, ended)"
    )
    assert len(rows) == 4
    for row in rows:
        assert row["details"] == DETAILS
        assert commitment(row["salt"], DETAILS.encode()) == row["commitment"]
        assert row["place"] == partitions.name("ledger_entries", row["at"].date())
    assert len({row["salt"] for row in rows}) == 4
    found = await store.exchange(connection, ids[0])
    assert found is not None
    assert found.outcome is not None
    await connection.close()


async def test_seals_come_only_when_every_entry_has_its_place(fresh_database: FreshDatabase) -> None:
    url = fresh_database()
    engine = create_async_engine(dialect_url(url))
    async with engine.begin() as before:
        await before.run_sync(upgrade, MIGRATIONS, "0029")
    await engine.dispose()
    connection = await asyncpg.connect(url)
    await connection.execute("insert into ledger_entries values ('xch_x', true, 'outcome', now(), 'g', sha256('x'))")
    with pytest.raises(RuntimeError, match="start the gateway of the version before"):
        await migrate(url, "gateway.migrations")
    await connection.execute("update ledger_entries set index = 0")
    await migrate(url, "gateway.migrations")
    assert await connection.fetchval("select seal from ledger_entries") is None
    await connection.close()
