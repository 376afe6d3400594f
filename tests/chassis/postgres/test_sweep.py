"""A sweep removes what is due in batches, by both clocks, and goes on after an outage."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import asyncpg
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from chassis.postgres.database import create_engine
from chassis.postgres.retention import Register, Rule
from chassis.postgres.sweep import BATCH, Sweep
from tests.support.clock import SetClock
from tests.support.postgres import FreshDatabase

DAY = timedelta(days=1)
LOAVES = Rule("loaves", "baked_at", DAY, "nobody eats them after a day", order="number")
FILL = """
create table loaves (number int primary key, baked_at timestamptz, sold boolean not null default false);
insert into loaves select n, now() - interval '25 hours' from generate_series(1, 2500) n;
insert into loaves select n, now() - interval '23 hours' from generate_series(2501, 2600) n;
"""


@pytest.fixture
async def shop(fresh_database: FreshDatabase) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(fresh_database())
    await connection.execute(FILL)
    yield connection
    await connection.close()


@pytest.fixture
async def engine(shop: asyncpg.Connection) -> AsyncIterator[AsyncEngine]:
    name = await shop.fetchval("select current_database()")
    folder = await shop.fetchval("select split_part(current_setting('unix_socket_directories'), ',', 1)")
    made = create_engine(f"postgresql://postgres@/{name}?host={folder}")
    yield made
    await made.dispose()


async def left(shop: asyncpg.Connection) -> int:
    number: int = await shop.fetchval("select count(*) from loaves")
    return number


async def test_all_that_is_due_goes_in_more_than_one_batch(shop: asyncpg.Connection, engine: AsyncEngine) -> None:
    assert BATCH < 2500
    sweep = Sweep(engine, [LOAVES], SetClock(datetime.now(UTC)))
    assert await sweep.round() == {"loaves": 2500}
    assert await left(shop) == 100
    ((age_s, _),), ((limit_s, _),) = sweep.ages(), sweep.limits()
    assert age_s == pytest.approx(23 * 3600, abs=60)
    assert limit_s == DAY.total_seconds()


async def test_two_processes_remove_each_row_once(shop: asyncpg.Connection, engine: AsyncEngine) -> None:
    sweeps = [Sweep(engine, [LOAVES], SetClock(datetime.now(UTC))) for _ in range(2)]
    gone = await asyncio.gather(*(sweep.round() for sweep in sweeps))
    assert await left(shop) == 100
    assert sum(each["loaves"] for each in gone) == 2500


@pytest.mark.parametrize("wrong", [DAY * 400, -DAY * 400], ids=["ahead", "behind"])
async def test_a_clock_that_is_wrong_forgets_nothing_early(
    shop: asyncpg.Connection, engine: AsyncEngine, wrong: timedelta
) -> None:
    sweep = Sweep(engine, [LOAVES], SetClock(datetime.now(UTC) + wrong))
    gone = await sweep.round()
    assert gone == {"loaves": 2500 if wrong > timedelta() else 0}
    assert await left(shop) == 2600 - gone["loaves"]


async def test_rows_that_the_rule_is_not_about_stay(shop: asyncpg.Connection, engine: AsyncEngine) -> None:
    await shop.execute("update loaves set sold = number % 2 = 0")
    rule = Rule("loaves", "baked_at", DAY, "sold ones are counted", order="number", only="sold")
    assert await Sweep(engine, [rule], SetClock(datetime.now(UTC))).round() == {"loaves": 1250}
    assert await left(shop) == 1350


async def test_rows_are_estimated_by_the_server(shop: asyncpg.Connection, engine: AsyncEngine) -> None:
    await shop.execute("analyze loaves")
    sweep = Sweep(engine, [Register("loaves", "they are only counted")], SetClock(datetime.now(UTC)))
    await sweep.round()
    assert list(sweep.rows()) == [(2600.0, {"table": "loaves"})]


async def test_an_outage_is_waited_for(
    shop: asyncpg.Connection, engine: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chassis.postgres.sweep.EVERY_S", 0.01)
    await shop.execute("alter table loaves rename to away")
    work = asyncio.create_task(Sweep(engine, [LOAVES], SetClock(datetime.now(UTC))).run())
    async with engine.connect() as looking:
        await looking.rollback()
    await shop.execute("alter table away rename to loaves")
    async with asyncio.timeout(10):
        while await left(shop) != 100:  # noqa: ASYNC110 - a task of its own removes them
            await asyncio.sleep(0.01)
    work.cancel()
