"""What the ledger forgets: by class and month, by exchange, by epoch; every leaf stays what it was."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import asyncpg
import orjson
import pytest

from chassis.postgres.database import driver_url
from contracts import subjects
from evidence.entries import commitment
from gateway.access_log.store import forget_all
from gateway.ledger.epochs import Epochs
from gateway.ledger.erasures import By
from gateway.ledger.partitions import first_of, statements
from gateway.ledger.pool import Pool
from gateway.ledger.retention import Schedule, erase_epoch, erase_exchange, retire
from gateway.ledger.tree.logged_erasures import about, erasures_in
from tests.support.clock import SetClock
from tests.support.exchanges import SEALS, an_exchange
from tests.support.postgres import FreshDatabase

BY = By("noy.s", "the schedule says so", datetime(2026, 11, 22, 9, tzinfo=UTC), SEALS)
CITIZEN = subjects.identifier("citizenId", "0123")
OLD, NEW = datetime(2020, 3, 10, tzinfo=UTC), datetime(2026, 11, 10, tzinfo=UTC)
TODAY = date(2026, 11, 22)
SCHEDULE = Schedule(retain_subjects_months=12, retain_details_months=24, retain_legal_acts_months=120)
BULK = '{"base":"the signed text"}'
A_SIGNATURE = {"keyId": "k", "algorithm": "ecdsa-p256-sha256", "digest": "00"}


@pytest.fixture
async def pool(fresh_database: FreshDatabase) -> AsyncIterator[Pool]:
    pool = Pool(fresh_database("gateway.migrations"))
    await pool.open()
    for statement in statements(date(2020, 3, 1)):
        await pool.execute(statement)
    yield pool
    await pool.close()


@pytest.fixture
async def connection(pool: Pool) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(driver_url(pool._url))
    yield connection
    await connection.close()


@pytest.fixture
async def epochs(pool: Pool) -> Epochs:
    known = Epochs(pool, b"k" * 32, SetClock(OLD - timedelta(days=9)), timedelta(days=365))
    await known.refresh()
    return known


async def entry(pool: Pool, epochs: Epochs, at: datetime, **facts: object) -> str:
    return await an_exchange(pool, at, about=[CITIZEN], epochs=epochs, **facts)


async def left(pool: Pool, table: str) -> set[str]:
    """Return of which exchanges rows are left."""
    return {row["exchange"] for row in await pool.fetch(f"select exchange from {table} where exchange >= 'xch_'")}


async def told(pool: Pool) -> list[dict[str, Any]]:
    """Return what entries of the ledger tell of erasures, in the order in which they were made."""
    rows = await about(pool, "", "z", SEALS)
    assert all(commitment(row["salt"], row["details"].encode()) == row["commitment"] for row in rows)
    return [orjson.loads(row["details"]) for row in rows]


async def leaves(pool: Pool) -> list[bytes]:
    of_exchanges = "select commitment from ledger_entries where exchange >= 'xch_' order by exchange"
    return [row["commitment"] for row in await pool.fetch(of_exchanges)]


async def test_old_months_go_and_the_leaves_stay(pool: Pool, epochs: Epochs, connection: asyncpg.Connection) -> None:
    old = await entry(pool, epochs, OLD)
    new, before = await entry(pool, epochs, NEW), await leaves(pool)
    retired = await retire(connection, SCHEDULE, BY, before=date(2026, 11, 1), today=TODAY)
    assert {(each.kind, each.month, each.rows) for each in retired} == {
        ("subjects", date(2020, 3, 1), 1),
        ("details", date(2020, 3, 1), 1),
    }
    assert await left(pool, "ledger_details") == await left(pool, "ledger_subjects") == {new}
    assert await leaves(pool) == before
    told_of = sorted(await told(pool), key=lambda each: sorted(each["rows"]))
    assert [(each["from"], each["below"], each["rows"]) for each in told_of] == [
        (first_of(date(2020, 3, 1)), first_of(date(2020, 4, 1)), rows) for rows in ({"details": 1}, {"subjects": 1})
    ]
    explained = erasures_in(await about(pool, old, old, SEALS))
    assert explained.explain(old, "details")
    assert explained.explain(old, "subjects")
    assert not explained.explain(new, "details")


async def test_each_class_has_its_own_time(pool: Pool, epochs: Epochs, connection: asyncpg.Connection) -> None:
    old = await entry(pool, epochs, OLD)
    today = date(2021, 6, 1)  # fifteen months later: subjects are over, details are not
    await retire(connection, SCHEDULE, BY, before=date(2026, 11, 1), today=today)
    assert await left(pool, "ledger_subjects") == set()
    assert await left(pool, "ledger_details") == {old}


async def test_nothing_goes_that_was_not_asked_for(pool: Pool, epochs: Epochs, connection: asyncpg.Connection) -> None:
    old = await entry(pool, epochs, OLD)
    assert await retire(connection, SCHEDULE, BY, before=date(2020, 3, 1), today=TODAY) == []
    assert await left(pool, "ledger_details") == {old}


async def test_a_legal_act_outlives_its_month_and_goes_in_its_own_time(
    pool: Pool, epochs: Epochs, connection: asyncpg.Connection
) -> None:
    await entry(pool, epochs, OLD)
    act = await entry(pool, epochs, OLD, signature=BULK, signed=A_SIGNATURE)
    await retire(connection, SCHEDULE, BY, before=date(2026, 11, 1), today=TODAY)
    assert await left(pool, "ledger_details") == {act}
    assert (await pool.fetchrow("select signature from ledger_details where exchange = $1", act))["signature"] == BULK
    await retire(connection, SCHEDULE, BY, before=date(2031, 1, 1), today=date(2031, 1, 1))
    assert await left(pool, "ledger_details") == set()


async def test_what_fell_into_the_net_goes_with_its_month(
    pool: Pool, epochs: Epochs, connection: asyncpg.Connection
) -> None:
    await pool.execute("drop table ledger_details_2020_03")
    await entry(pool, epochs, OLD)
    await pool.execute("create table ledger_details_2020_03 partition of ledger_details for values from ('a') to ('b')")
    await retire(connection, SCHEDULE, BY, before=date(2026, 11, 1), today=TODAY)
    assert await left(pool, "ledger_details") == set()


async def test_details_of_one_exchange_can_be_erased_and_that_is_written_down(
    pool: Pool, epochs: Epochs, connection: asyncpg.Connection
) -> None:
    one, other = await entry(pool, epochs, NEW), await entry(pool, epochs, NEW)
    before = await leaves(pool)
    assert await erase_exchange(connection, one, BY) == 2
    assert await left(pool, "ledger_details") == await left(pool, "ledger_subjects") == {other}
    assert await leaves(pool) == before
    noted = await pool.fetchrow("select kind, what, rows, officer, reason from ledger_erasures")
    assert tuple(noted) == ("exchange", one, 2, "noy.s", "the schedule says so")
    [erasure] = await told(pool)
    assert (erasure["from"], erasure["rows"]) == (one, {"details": 1, "subjects": 1})
    assert (erasure["officer"], erasure["reason"]) == ("noy.s", "the schedule says so")
    assert await erase_exchange(connection, one, BY) == 0
    assert len(await told(pool)) == 1


async def test_an_exchange_that_is_open_keeps_its_details(
    pool: Pool, epochs: Epochs, connection: asyncpg.Connection
) -> None:
    one = await entry(pool, epochs, NEW, phase="intent")
    assert await erase_exchange(connection, one, BY) == 0
    assert await left(pool, "ledger_details") == {one}


async def test_an_erased_epoch_names_nobody_and_every_process_hears_of_it(
    pool: Pool, connection: asyncpg.Connection
) -> None:
    clock = SetClock(datetime.now(UTC) - timedelta(days=400))
    one, other = (Epochs(pool, b"k" * 32, clock, timedelta(days=365)) for _ in range(2))
    await one.refresh()
    clock.moment = datetime.now(UTC) - timedelta(days=2)
    await one.refresh()
    await other.refresh()
    assert [epoch.number for epoch in other.readable] == [1, 2]
    assert await erase_epoch(connection, 1, BY, forget_all)
    await other.refresh()
    assert [epoch.number for epoch in other.readable] == [2]
    assert (await pool.fetchrow("select wrapped from pseudonym_epochs where epoch = 1"))["wrapped"] is None
    assert not await erase_epoch(connection, 1, BY, forget_all)


async def test_an_epoch_is_erased_together_with_whom_look_ups_are_about_or_not_at_all(
    pool: Pool, epochs: Epochs, connection: asyncpg.Connection
) -> None:
    await pool.execute(
        "insert into access_look_ups "
        "values ('lku_1', 'm', 'o', 'r', now(), now() + interval '1 day', array['\\x00'::bytea])"
    )
    asked = "select (select wrapped is null from pseudonym_epochs), (select subjects is null from access_look_ups)"

    async def killed(connection: asyncpg.Connection) -> None:
        await forget_all(connection)
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        await erase_epoch(connection, 1, BY, killed, in_use=True)
    assert tuple(await pool.fetchrow(asked)) == (False, False)
    assert await erase_epoch(connection, 1, BY, forget_all, in_use=True)
    assert tuple(await pool.fetchrow(asked)) == (True, True)


async def test_the_epoch_in_use_is_erased_only_when_that_is_said(pool: Pool, connection: asyncpg.Connection) -> None:
    clock = SetClock(datetime.now(UTC))
    known = Epochs(pool, b"k" * 32, clock, timedelta(days=365))
    await known.refresh()
    assert not await erase_epoch(connection, 1, BY, forget_all)
    assert await erase_epoch(connection, 1, BY, forget_all, in_use=True)
    await known.refresh()
    assert [epoch.number for epoch in known.readable] == [2]
