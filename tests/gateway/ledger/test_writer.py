import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import asyncpg
import pytest

from chassis.postgres.database import migrate
from chassis.postgres.embedded import EmbeddedPostgres
from contracts.identifiers import new_id
from evidence.entries import Phase, commitment
from gateway.ledger import store, writer
from gateway.ledger.entries import Entry, NotRecorded, ProofReplayed, sealed
from gateway.ledger.writer import Writer
from tests.support.gateway_under_test import until
from tests.support.postgres import FreshDatabase, passable_folder
from tests.support.tree import SEALS


def an_entry(phase: Phase = Phase.OUTCOME, *, exchange: str | None = None, proof: bytes | None = None) -> Entry:
    return sealed(exchange or new_id("xch"), phase, datetime.now(UTC), '{"service":"x"}', proof=proof)


@pytest.fixture
async def url(fresh_database: FreshDatabase) -> str:
    return fresh_database("gateway.migrations")


@pytest.fixture
async def ledger(url: str) -> AsyncIterator[Writer]:
    made = Writer(url, "gateway-1", SEALS)
    running = asyncio.create_task(made.run())
    await made.ready.wait()
    yield made
    made.stop()
    await asyncio.wait_for(running, 5)


async def rows(url: str) -> list[asyncpg.Record]:
    connection = await asyncpg.connect(url)
    try:
        return list(
            await connection.fetch(
                "select * from ledger_entries join ledger_details using (exchange, ended) order by at"
            )
        )
    finally:
        await connection.close()


async def test_what_is_recorded_is_there(ledger: Writer, url: str) -> None:
    entry = an_entry(Phase.INTENT, proof=b"p")
    await ledger.record(entry)
    [row] = await rows(url)
    assert (row["exchange"], row["phase"], row["instance"]) == (entry.exchange, "intent", "gateway-1")
    assert (row["at"], row["details"]) == (entry.at, entry.details)


async def test_many_share_one_transaction(ledger: Writer, url: str) -> None:
    await asyncio.gather(*(ledger.record(an_entry(proof=b"%d" % n)) for n in range(400)))
    connection = await asyncpg.connect(url)
    found = await connection.fetchrow("select count(*), count(distinct xmin::text) from ledger_entries")
    assert found is not None
    rows_, transactions = found
    await connection.close()
    assert rows_ == 400
    assert transactions <= 3


async def test_a_proof_is_used_once_even_within_one_batch(ledger: Writer, url: str) -> None:
    twins = [an_entry(proof=b"same"), an_entry(proof=b"same"), an_entry(proof=b"other")]
    results = await asyncio.gather(*(ledger.record(twin) for twin in twins), return_exceptions=True)
    assert [type(result) for result in results] == [bool, ProofReplayed, bool]
    with pytest.raises(ProofReplayed):
        await ledger.record(an_entry(proof=b"same"))
    assert len(await rows(url)) == 2


async def test_two_gateways_share_the_memory_of_proofs(ledger: Writer, url: str) -> None:
    other = Writer(url, "gateway-2", SEALS)
    running = asyncio.create_task(other.run())
    await other.ready.wait()
    pairs = [(an_entry(proof=b"%d" % n), an_entry(proof=b"%d" % n)) for n in range(200)]
    here = [ledger.record(one) for one, _ in pairs]
    there = [other.record(two) for _, two in reversed(pairs)]
    results = await asyncio.gather(*here, *there, return_exceptions=True)
    assert sum(result is True for result in results) == 200
    assert sum(isinstance(result, ProofReplayed) for result in results) == 200
    other.stop()
    await running


async def test_the_first_outcome_counts_and_the_second_is_no_fault(ledger: Writer, url: str) -> None:
    first = an_entry()
    assert await ledger.record(first)
    assert not await ledger.record(an_entry(Phase.REFUSED, exchange=first.exchange))
    [row] = await rows(url)
    assert (row["phase"], row["commitment"], row["salt"]) == ("outcome", first.commitment, first.salt)


async def test_two_ends_of_one_exchange_in_one_batch_keep_the_details_of_the_first(ledger: Writer, url: str) -> None:
    first = an_entry()
    second = an_entry(Phase.REFUSED, exchange=first.exchange)
    assert [*await asyncio.gather(ledger.record(first), ledger.record(second))] == [True, False]
    [row] = await rows(url)
    assert commitment(row["salt"], row["details"].encode()) == row["commitment"] == first.commitment


async def test_subjects_are_written_with_their_entry_and_only_with_it(ledger: Writer, url: str) -> None:
    exchange = new_id("xch")
    one, two, three = (bytes([number]) * 32 for number in (1, 2, 3))
    named = sealed(exchange, Phase.OUTCOME, datetime.now(UTC), "{}", subjects=(one, two, one), epoch=7)
    late = sealed(exchange, Phase.OUTCOME, datetime.now(UTC), "{}", subjects=(three,), epoch=7)
    await ledger.record(named)
    await ledger.record(late)
    connection = await asyncpg.connect(url)
    found = await connection.fetch("select subject, exchange, epoch from ledger_subjects order by subject")
    await connection.close()
    assert [tuple(row) for row in found] == [(one, exchange, 7), (two, exchange, 7)]


def test_a_subject_that_could_be_cut_in_the_wrong_place_is_refused() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        sealed(new_id("xch"), Phase.OUTCOME, datetime.now(UTC), "{}", subjects=(bytes(31),), epoch=7)


async def test_back_pressure_has_a_bound(ledger: Writer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writer, "WAITING", 5)
    results = await asyncio.gather(*(ledger.record(an_entry()) for _ in range(8)), return_exceptions=True)
    refused = [result for result in results if isinstance(result, NotRecorded)]
    assert len(refused) == 3
    assert not any(one.maybe for one in refused)


async def test_what_is_open_is_known_until_its_outcome(ledger: Writer) -> None:
    now = datetime.now(UTC)
    assert ledger.settled_before(now) == now
    intent = an_entry(Phase.INTENT)
    await ledger.record(intent)
    assert ledger.settled_before(now) == intent.at
    await ledger.record(an_entry(exchange=intent.exchange))
    assert ledger.settled_before(now) == now


async def test_an_intent_with_a_replayed_proof_was_never_begun(ledger: Writer) -> None:
    await ledger.record(an_entry(proof=b"p"))
    with pytest.raises(ProofReplayed):
        await ledger.record(an_entry(Phase.INTENT, proof=b"p"))
    now = datetime.now(UTC)
    assert ledger.settled_before(now) == now


async def test_a_connection_that_is_cut_mends_itself_and_what_was_owed_is_written(ledger: Writer, url: str) -> None:
    connection = await asyncpg.connect(url)
    async with connection.transaction():
        await connection.execute("lock table ledger_entries in access exclusive mode")
        waiting = asyncio.create_task(ledger.record(an_entry(Phase.INTENT)))
        await asyncio.sleep(0.1)
        behind = asyncio.create_task(ledger.record(an_entry(Phase.INTENT)))
        owed = an_entry()
        ledger.write_later(owed)
        await asyncio.sleep(0.05)
        await connection.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'saphan-ledger'"
        )
        with pytest.raises(NotRecorded) as on_its_way:
            await waiting
        with pytest.raises(NotRecorded) as not_sent:
            await behind
        assert (on_its_way.value.maybe, not_sent.value.maybe) == (True, False)
    await until(lambda: ledger.available)
    await ledger.record(an_entry())
    assert owed.exchange in {row["exchange"] for row in await rows(url)}
    await connection.close()


@pytest.mark.slow
async def test_a_database_that_goes_and_comes_back_needs_no_restart_of_ours() -> None:
    with passable_folder() as folder:
        server = EmbeddedPostgres(folder / "postgres", settings={"fsync": "off"})
        server.start()
        try:
            server.create_database("gateway")
            url = server.url("gateway")
            await migrate(url, "gateway.migrations")
            ledger = Writer(url, "gateway-1", SEALS)
            running = asyncio.create_task(ledger.run())
            await ledger.ready.wait()
            await ledger.record(an_entry())
            await asyncio.to_thread(server.stop)
            await until(lambda: not ledger.available)
            with pytest.raises(NotRecorded):
                await ledger.record(an_entry())
            await asyncio.to_thread(server.start)
            await until(lambda: ledger.available)
            await ledger.record(an_entry())
            assert len(await rows(url)) == 2
            ledger.stop()
            await asyncio.wait_for(running, 5)
        finally:
            await asyncio.to_thread(server.stop)


async def test_a_database_that_takes_connections_and_no_rows_is_not_available(ledger: Writer, url: str) -> None:
    connection = await asyncpg.connect(url)
    await connection.execute("alter table ledger_subjects rename to away")
    with pytest.raises(NotRecorded):
        await ledger.record(an_entry())
    for _ in range(20):
        assert not ledger.available
        await asyncio.sleep(0.05)
    await connection.execute("alter table away rename to ledger_subjects")
    await until(lambda: ledger.available)
    await ledger.record(an_entry())
    assert len(await rows(url)) == 1, "what was tried left nothing behind"
    await connection.close()


async def test_an_exchange_nobody_knows_is_none(ledger: Writer, url: str) -> None:
    connection = await asyncpg.connect(url)
    assert await store.exchange(connection, "xch_nothing") is None
    await connection.close()
