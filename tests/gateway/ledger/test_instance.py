from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import asyncpg
import pytest

from gateway.ledger import store
from gateway.ledger.instance import Instance, Tally
from gateway.ledger.pool import Pool
from tests.support.postgres import FreshDatabase

EARLIER = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture
async def pool(fresh_database: FreshDatabase) -> AsyncIterator[Pool]:
    made = Pool(fresh_database("gateway.migrations"))
    await made.open()
    yield made
    await made.close()


async def test_a_lease_is_taken_held_and_let_go(pool: Pool) -> None:
    instance = Instance(pool, "gateway-1", Tally(), lambda: EARLIER)
    await instance.renew()
    held = await pool.fetchrow("select expires_at - now() as left_, settled_before from gateway_instances")
    assert timedelta(seconds=8) < held["left_"] <= timedelta(seconds=10)
    assert held["settled_before"] == EARLIER
    await instance.end()
    assert await pool.fetchrow("select 1 from gateway_instances where expires_at <= now()")


async def test_refusals_are_counted_per_system_and_ten_seconds(pool: Pool) -> None:
    tally = Tally()
    instance = Instance(pool, "gateway-1", tally, lambda: EARLIER)
    for at in (1000.0, 1009.9, 1010.0):
        tally.add("police-case-system", 429, at)
    tally.add("psc-case-system", 503, 1000.0)
    await instance.write_tally()
    tally.add("police-case-system", 429, 1001.0)
    await instance.write_tally()
    rows = await pool.fetch(
        "select extract(epoch from begins_at)::int, system, status, count from ledger_tallies order by 1, 2"
    )
    assert [tuple(row) for row in rows] == [
        (1000, "police-case-system", 429, 3),
        (1000, "psc-case-system", 503, 1),
        (1010, "police-case-system", 429, 1),
    ]


async def test_what_cannot_be_written_is_counted_on(pool: Pool) -> None:
    tally = Tally()
    instance = Instance(pool, "gateway-1", tally, lambda: EARLIER)
    tally.add("police-case-system", 429, 1000.0)
    await pool.execute("alter table ledger_tallies rename to away")
    with pytest.raises(asyncpg.UndefinedTableError):
        await instance.write_tally()
    await pool.execute("alter table away rename to ledger_tallies")
    await instance.write_tally()
    assert (await pool.fetchrow("select count from ledger_tallies"))["count"] == 1


async def test_a_pool_that_is_not_open_is_no_connection() -> None:
    with pytest.raises(ConnectionError):
        await Pool("postgresql://nobody@127.0.0.1:1/nothing").fetch("select 1")


async def test_whoever_renews_is_alive_though_a_clock_that_was_ahead_had_him_given_up(pool: Pool) -> None:
    instance = Instance(pool, "gateway-1", Tally(), lambda: EARLIER)
    await instance.renew()
    await pool.execute("update gateway_instances set expires_at = expires_at - interval '26 hours'")
    await store.close_instances(pool, grace_s=30)
    assert await pool.fetchrow("select 1 from gateway_instances where closed_at is not null")
    await instance.renew()
    assert await pool.fetchrow("select 1 from gateway_instances where closed_at is null")
