import asyncio
import shutil
import time
from datetime import timedelta
from pathlib import Path

import asyncpg
import pytest

from evidence import merkle
from evidence.checkpoints import Checkpoint
from evidence.entries import Phase
from evidence.notes import Note
from gateway.ledger.tree import sequencer, store
from gateway.ledger.tree.heads import LedgerRefused
from tests.support.clock import HandClock
from tests.support.gateway_under_test import until
from tests.support.postgres import FreshDatabase
from tests.support.tree import ORIGIN, Sequencing, an_entry, leaves, record, rows


@pytest.fixture
def url(fresh_database: FreshDatabase) -> str:
    return fresh_database("gateway.migrations")


@pytest.fixture
def one(url: str, tmp_path: Path) -> Sequencing:
    return Sequencing(url, tmp_path / "outside")


def kept(one: Sequencing) -> Checkpoint:
    note = one.anchor.newest()
    assert note is not None
    return one.signer.opened(note)


async def test_an_empty_ledger_has_a_checkpoint(one: Sequencing) -> None:
    await one.to_the_end()
    assert kept(one) == Checkpoint(ORIGIN, 0, merkle.EMPTY_ROOT)


@pytest.mark.parametrize("count", [1, 2, 255, 256, 257, 700], ids=str)
async def test_entries_get_places_and_the_root_is_that_of_their_leaves(one: Sequencing, url: str, count: int) -> None:
    await record(url, *(an_entry() for _ in range(count)))
    await one.to_the_end()
    hashes = await leaves(url)
    assert len(hashes) == count
    assert kept(one) == Checkpoint(ORIGIN, count, merkle.root(hashes))


async def test_an_intent_stands_before_its_outcome(one: Sequencing, url: str) -> None:
    intent = an_entry(Phase.INTENT)
    await record(url, intent, an_entry(exchange=intent.exchange))
    await one.to_the_end()
    assert [row[0] for row in await rows(url, "select phase from ledger_entries order by index")] == [
        "intent",
        "outcome",
    ]


async def test_a_tree_grows_over_restarts_and_every_checkpoint_begins_the_next(one: Sequencing, url: str) -> None:
    shown = []
    for count in (3, 300, 1):
        await record(url, *(an_entry() for _ in range(count)))
        await Sequencing(url, one.folder).to_the_end()
        shown.append(kept(one))
    hashes = await leaves(url)
    assert [each.size for each in shown] == [3, 303, 304]
    assert all(each.root == merkle.root(hashes[: each.size]) for each in shown)


async def test_a_checkpoint_is_signed_by_both_keys_and_kept_outside_and_inside(one: Sequencing, url: str) -> None:
    await record(url, an_entry())
    await one.to_the_end()
    note = one.anchor.newest()
    [row] = await rows(url, "select origin, size, note from ledger_checkpoints where size = 1")
    assert (row["origin"], row["note"]) == (ORIGIN, note)
    assert note is not None
    assert len(Note.read(note).signatures) == 2


async def test_no_more_is_sequenced_in_one_transaction_than_a_batch(
    one: Sequencing, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sequencer, "BATCH", 10)
    await record(url, *(an_entry() for _ in range(25)))
    async with one.leading() as connection:
        assert await one.sequencer.step(connection)
        assert len(await leaves(url)) == 10
        await one.drain(connection)
    assert len(await leaves(url)) == 25


async def test_two_sequencers_at_once_give_no_place_twice(url: str, tmp_path: Path) -> None:
    """Without the lock, as behind a pool that forgets it: the locked head still lets one in at a time."""
    pair = [Sequencing(url, tmp_path / "shared") for _ in range(2)]
    await record(url, *(an_entry() for _ in range(2_000)))

    async def sequence(one: Sequencing) -> None:
        while True:
            try:
                return await one.to_the_end()
            except ConnectionError:  # the other one was there first
                await asyncio.sleep(0)

    await asyncio.gather(*map(sequence, pair))
    hashes = await leaves(url)
    assert len(hashes) == 2_000
    assert kept(pair[0]).root == merkle.root(hashes)


async def test_one_leads_and_the_other_keeps_the_checkpoint_in_a_folder_of_its_own(url: str, tmp_path: Path) -> None:
    first, second = Sequencing(url, tmp_path / "first"), Sequencing(url, tmp_path / "second")
    running = [asyncio.create_task(each.sequencer.run()) for each in (first, second)]
    await record(url, *(an_entry() for _ in range(5)))
    await until(lambda: all(each.anchor.newest() is not None and kept(each).size == 5 for each in (first, second)))
    leader, follower = sorted((first, second), key=lambda each: not each.sequencer.published.is_set())
    running[[first, second].index(leader)].cancel()
    await record(url, an_entry())
    await until(lambda: kept(follower).size == 6)
    for task in running:
        task.cancel()
    await asyncio.gather(*running, return_exceptions=True)
    assert not first.alarms.holding
    assert not second.alarms.holding


async def test_a_receipt_is_in_a_checkpoint_within_two_seconds(one: Sequencing, url: str) -> None:
    running = asyncio.create_task(one.sequencer.run())
    await until(lambda: one.anchor.newest() is not None)
    for size in (1, 2, 3):
        await record(url, an_entry())
        async with asyncio.timeout(2):
            while kept(one).size < size:  # noqa: ASYNC110 - the sequencer is told nothing about who waits
                await asyncio.sleep(0.01)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


async def test_a_clock_that_is_set_back_rings_and_time_does_not_turn_round(one: Sequencing, url: str) -> None:
    await record(url, an_entry())
    one.clock.ahead = timedelta(hours=1)
    await one.to_the_end()
    one.clock.ahead = timedelta(0)
    await record(url, an_entry())
    await one.to_the_end()
    assert list(one.alarms.holding) == ["clock-set-back"]
    first, second = await rows(url, "select at from ledger_checkpoints where size > 0 order by size")
    assert first["at"] <= second["at"]
    assert kept(one).size == 2
    one.clock.ahead = timedelta(hours=2)
    await record(url, an_entry())
    await one.to_the_end()
    assert not one.alarms.holding


async def snapshot_of(url: str, fresh_database: FreshDatabase) -> str:
    """Copy the ledger and its tree into another database, as a backup would."""
    other = fresh_database("gateway.migrations")
    source, target = await asyncpg.connect(url), await asyncpg.connect(other)
    for table in ("ledger_entries", "ledger_details", "ledger_head", "ledger_tiles", "ledger_checkpoints"):
        found = await source.fetch(f"select * from {table}")
        if found:
            await target.copy_records_to_table(
                table, records=[tuple(row) for row in found], columns=list(found[0].keys())
            )
    await source.close()
    await target.close()
    return other


async def test_a_database_that_was_rolled_back_is_not_sequenced(
    one: Sequencing, url: str, fresh_database: FreshDatabase
) -> None:
    await record(url, *(an_entry() for _ in range(3)))
    await one.to_the_end()
    backup = await snapshot_of(url, fresh_database)
    await record(url, an_entry())
    await one.to_the_end()
    restored = Sequencing(backup, one.folder)
    await record(backup, an_entry())
    with pytest.raises(LedgerRefused) as refusal:
        await restored.to_the_end()
    assert refusal.value.code == "ledger-behind"
    assert len(await leaves(backup)) == 3


async def test_a_database_that_has_grown_another_way_is_not_sequenced(
    one: Sequencing, url: str, tmp_path: Path, fresh_database: FreshDatabase
) -> None:
    await record(url, *(an_entry() for _ in range(3)))
    await one.to_the_end()
    other = await snapshot_of(url, fresh_database)
    await record(url, an_entry())
    await one.to_the_end()
    shutil.copytree(tmp_path / "outside", tmp_path / "elsewhere")
    await record(other, an_entry(), an_entry())
    (tmp_path / "old").mkdir()
    await Sequencing(other, tmp_path / "old").to_the_end()  # whoever led it had no folder with the newest checkpoint
    with pytest.raises(LedgerRefused) as refusal:
        await Sequencing(other, tmp_path / "elsewhere").to_the_end()
    assert refusal.value.code == "ledger-forked"


@pytest.mark.parametrize(
    ("damage", "code"),
    [
        ("truncate ledger_head", "ledger-behind"),
        ("update ledger_head set size = size - 1", "ledger-behind"),
        ("update ledger_head set origin = 'gateway.test/ledger/v1/2', reopens = 'reopens x'", "ledger-another"),
        ("update ledger_head set root = sha256('x')", "ledger-forked"),
        ("update ledger_tiles set hashes = sha256('x') || substr(hashes, 33) where level = 0", "ledger-forked"),
        ("update ledger_entries set index = 77 where index = 0", "ledger-forked"),
        ("update ledger_checkpoints set note = note || '\\x0a'::bytea where size = 5", "checkpoint-not-ours"),
    ],
    ids=["no head", "smaller head", "another origin", "another root", "tile", "place", "checkpoint"],
)
async def test_a_tampered_tree_is_not_taken_up(one: Sequencing, url: str, damage: str, code: str) -> None:
    await record(url, *(an_entry() for _ in range(5)))
    await one.to_the_end()
    await rows(url, damage)
    with pytest.raises(LedgerRefused) as refusal:
        await Sequencing(url, one.folder).to_the_end()
    assert refusal.value.code == code


@pytest.mark.parametrize("entries", [0, 1], ids=["to sign", "to sequence"])
async def test_a_head_that_is_changed_under_a_leader_is_not_signed(one: Sequencing, url: str, entries: int) -> None:
    await record(url, *(an_entry() for _ in range(5)))
    async with one.leading() as connection:
        await one.drain(connection)
        one.sequencer._signed_at = time.monotonic()  # it is not time to sign yet
        await record(url, an_entry())
        await one.sequencer.step(connection)
        await rows(url, "update ledger_head set root = sha256('x')")
        await record(url, *(an_entry() for _ in range(entries)))
        one.sequencer.sign_at_once()
        with pytest.raises(ConnectionError):
            await one.sequencer.step(connection)
        with pytest.raises(LedgerRefused, match="ledger-forked"):
            await one.sequencer.lead(connection)
    assert kept(one).size == 5


async def test_a_truncated_tree_rings_until_somebody_decides(one: Sequencing, url: str) -> None:
    await record(url, *(an_entry() for _ in range(5)))
    await one.to_the_end()
    await rows(url, "truncate ledger_tiles")
    again = Sequencing(url, one.folder)
    running = asyncio.create_task(again.sequencer.run())
    await record(url, an_entry())
    await until(lambda: "ledger-broken" in again.alarms.holding)
    assert len(await leaves(url)) == 5
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


async def test_a_checkpoint_outside_that_is_not_ours_stops_everything(one: Sequencing, url: str) -> None:
    await record(url, an_entry())
    await one.to_the_end()
    assert one.folder is not None
    (one.folder / "checkpoint").write_bytes(b"nothing")
    with pytest.raises(LedgerRefused, match="checkpoint-not-ours"):
        await Sequencing(url, one.folder).to_the_end()


async def test_of_old_checkpoints_the_last_of_each_hour_is_kept(one: Sequencing, url: str) -> None:
    one.clock = HandClock()
    for number in range(4):
        await record(url, an_entry())
        await one.to_the_end()
        await rows(url, "update ledger_checkpoints set at = '2026-01-01T10:00Z' where size = $1", number + 1)
    connection = await asyncpg.connect(url)
    await store.thin(connection, one.clock.now() - timedelta(days=1))
    sizes = [row[0] for row in await connection.fetch("select size from ledger_checkpoints order by size")]
    await connection.close()
    assert sizes == [4]


async def test_what_cannot_be_kept_outside_is_not_shown(one: Sequencing, url: str, tmp_path: Path) -> None:
    """A full disk, and here a file where the folder should be: an alarm, and no checkpoint for anybody."""
    (tmp_path / "outside").write_text("")
    again = Sequencing(url, tmp_path / "outside")
    with pytest.raises(LedgerRefused, match="checkpoint-not-kept"):
        await again.to_the_end()
    assert await rows(url, "select from ledger_checkpoints") == []


FORGED = {
    "without a seal": """
        insert into ledger_entries (exchange, ended, phase, at, instance, commitment)
        values ('era_01jqz3k4x5m6n7p8q9r0s1t2v3', true, 'outcome', now(), 'retention', sha256('x'))
    """,
    "with another's seal": """
        insert into ledger_entries (exchange, ended, phase, at, instance, commitment, seal)
        select 'xch_01jqz3k4x5m6n7p8q9r0s1t2v3', true, phase, at, instance, sha256('x'), seal from ledger_entries
    """,
    "in another gateway's name": "update ledger_entries set instance = 'gwy_other'",
}


@pytest.mark.parametrize("way", FORGED)
async def test_what_no_gateway_has_written_gets_no_place_and_stops_nobody(url: str, way: str) -> None:
    one = Sequencing(url, None)
    await record(url, an_entry())
    await rows(url, FORGED[way])
    honest = an_entry()
    await record(url, honest)
    await one.to_the_end()
    (placed,) = await rows(url, "select index from ledger_entries where exchange = $1", honest.exchange)
    assert placed["index"] is not None
    assert len(await rows(url, "select from ledger_entries where index = -1")) == 1
    assert len(await leaves(url, and_nowhere=True)) == (await rows(url, "select size from ledger_head"))[0]["size"]
    assert "entries-altered" in one.alarms.holding


async def test_entries_of_another_key_file_are_not_taken_and_may_be_many(url: str) -> None:
    one = Sequencing(url, None)
    await rows(url, "insert into ledger_entries (exchange, ended, phase, at, instance, commitment, seal) "
                    "select 'xch_' || lpad(n::text, 26, '0'), true, 'outcome', now(), 'g', sha256('x'), sha256('y') "
                    "from generate_series(1, 1300) n")  # fmt: skip
    honest = an_entry()
    await record(url, honest)
    await one.to_the_end()
    assert [row["exchange"] for row in await rows(url, "select exchange from ledger_entries where index >= 0")] == [
        honest.exchange
    ]
