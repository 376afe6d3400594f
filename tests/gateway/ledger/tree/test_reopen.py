from pathlib import Path

import asyncpg
import pytest

from evidence.checkpoints import Checkpoint
from gateway.ledger.tree import heads
from gateway.ledger.tree.heads import Head, LedgerRefused
from gateway.ledger.tree.reopen import NothingToReopen, Reopened, reopen
from gateway.ledger.tree.sequencer import LOCK
from tests.support.postgres import FreshDatabase
from tests.support.tree import ORIGIN, Sequencing, an_entry, leaves, record, rows


@pytest.fixture
def url(fresh_database: FreshDatabase) -> str:
    return fresh_database("gateway.migrations")


async def reopened(one: Sequencing, url: str) -> Reopened:
    connection = await asyncpg.connect(url)
    try:
        return await reopen(connection, one.signer, one.anchor, one.clock)
    finally:
        await connection.close()


def kept(one: Sequencing) -> Checkpoint:
    note = one.anchor.newest()
    assert note is not None
    return one.signer.opened(note)


async def a_loss(url: str, restored: str, folder: Path) -> Sequencing:
    """Sign five entries in one database, and find two other ones, signed by nobody, in the one that is left."""
    one = Sequencing(url, folder)
    await record(url, *(an_entry() for _ in range(5)))
    await one.to_the_end()
    await record(restored, *(an_entry() for _ in range(2)))
    return Sequencing(restored, folder)


async def test_a_reopened_ledger_goes_on_under_a_new_origin_that_cites_the_old_checkpoint(
    url: str, fresh_database: FreshDatabase, tmp_path: Path
) -> None:
    restored = fresh_database("gateway.migrations")
    left = await a_loss(url, restored, tmp_path)
    last = kept(left)
    with pytest.raises(LedgerRefused, match="ledger-behind"):
        await left.to_the_end()
    done = await reopened(left, restored)
    assert (done.code, done.last, done.head.origin) == ("ledger-behind", last, f"{ORIGIN}/2")
    assert kept(left).extensions == (heads.citation(last),)
    await Sequencing(restored, tmp_path).to_the_end()
    assert (kept(left).origin, kept(left).size, len(await leaves(restored))) == (f"{ORIGIN}/2", 2, 2)
    assert kept(left).extensions == (heads.citation(last),)
    assert left.signer.opened((tmp_path / "gateway.test-ledger-v1-5.checkpoint").read_bytes()) == last


async def test_another_gateway_believes_the_reopening_because_it_is_signed(
    url: str, fresh_database: FreshDatabase, tmp_path: Path
) -> None:
    restored = fresh_database("gateway.migrations")
    left = await a_loss(url, restored, tmp_path / "first")
    (tmp_path / "second").mkdir()
    (tmp_path / "second" / "checkpoint").write_bytes((tmp_path / "first" / "checkpoint").read_bytes())
    await reopened(left, restored)
    other = Sequencing(restored, tmp_path / "second")
    await other.to_the_end()
    assert kept(other).origin == f"{ORIGIN}/2"


async def test_a_row_that_claims_a_reopening_is_not_believed(
    url: str, fresh_database: FreshDatabase, tmp_path: Path
) -> None:
    restored = fresh_database("gateway.migrations")
    left = await a_loss(url, restored, tmp_path)
    await Sequencing(restored, None).to_the_end()
    await rows(restored, "update ledger_head set origin = $1, reopens = $2", f"{ORIGIN}/2", heads.citation(kept(left)))
    with pytest.raises(LedgerRefused, match="ledger-another"):
        await left.to_the_end()


async def test_a_ledger_that_continues_is_not_reopened(url: str, tmp_path: Path) -> None:
    one = Sequencing(url, tmp_path)
    await record(url, an_entry())
    await one.to_the_end()
    with pytest.raises(NothingToReopen):
        await reopened(one, url)


async def test_without_a_checkpoint_outside_there_is_nothing_to_cite(url: str, tmp_path: Path) -> None:
    with pytest.raises(NothingToReopen):
        await reopened(Sequencing(url, tmp_path), url)


async def test_while_somebody_sequences_nothing_is_reopened(
    url: str, fresh_database: FreshDatabase, tmp_path: Path
) -> None:
    restored = fresh_database("gateway.migrations")
    left = await a_loss(url, restored, tmp_path)
    holder = await asyncpg.connect(restored)
    await holder.execute("select pg_advisory_lock($1)", LOCK)
    with pytest.raises(NothingToReopen):
        await reopened(left, restored)
    await holder.close()


async def test_a_database_with_broken_tiles_is_restored_and_not_reopened(url: str, tmp_path: Path) -> None:
    one = Sequencing(url, tmp_path)
    await record(url, *(an_entry() for _ in range(5)))
    await one.to_the_end()
    await rows(url, "update ledger_head set root = sha256('x')")
    with pytest.raises(LedgerRefused, match="ledger-forked"):
        await reopened(one, url)


async def test_an_empty_database_begins_again_at_nothing(
    url: str, fresh_database: FreshDatabase, tmp_path: Path
) -> None:
    one = Sequencing(url, tmp_path)
    await record(url, *(an_entry() for _ in range(5)))
    await one.to_the_end()
    empty = fresh_database("gateway.migrations")
    done = await reopened(one, empty)
    assert (done.head.origin, done.head.size) == (f"{ORIGIN}/2", 0)


@pytest.mark.parametrize(
    ("origin", "following"), [(ORIGIN, f"{ORIGIN}/2"), (f"{ORIGIN}/2", f"{ORIGIN}/3"), (f"{ORIGIN}/9", f"{ORIGIN}/10")]
)
async def test_origins_are_counted(origin: str, following: str, tmp_path: Path, url: str) -> None:
    now = Sequencing(url, tmp_path).clock.now()
    head = Head(origin, 3, bytes(32), now)
    assert heads.reopened(head, Checkpoint(origin, 7, bytes(32)), now).origin == following


@pytest.mark.parametrize(("size", "root", "cited"), [(7, 1, True), (8, 2, True), (7, 2, False), (6, 1, False)], ids=str)
def test_a_citation_names_the_last_checkpoint_or_a_later_one(size: int, root: int, cited: bool) -> None:
    line = heads.citation(Checkpoint(ORIGIN, size, bytes([root]) * 32))
    fresh = Checkpoint(f"{ORIGIN}/2", 3, bytes(32), (line,))
    assert heads.cites(fresh, Checkpoint(ORIGIN, 7, b"\1" * 32)) is cited
