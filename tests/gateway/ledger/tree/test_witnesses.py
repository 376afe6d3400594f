import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import pytest

from evidence.note_keys import NoteSigner, verified
from evidence.notes import Note, SignatureType
from gateway.ledger.pool import Pool
from gateway.ledger.tree.signing import Signer
from gateway.ledger.tree.witnesses import Witnesses, WitnessSeen
from gateway.ledger.witness.app import MOST_BYTES, build
from gateway.ledger.witness.witness import Witness
from tests.support.gateway_under_test import until
from tests.support.postgres import FreshDatabase
from tests.support.sockets import HOST, served
from tests.support.tree import KEYS, ORIGIN, Sequencing, an_entry, record, rows

SIGNERS = [
    NoteSigner.from_seed("court.test/witness", kind, bytes(32))
    for kind in (SignatureType.COSIGNATURE, SignatureType.ML_DSA_44)
]
VERIFIERS = tuple(signer.verifier for signer in SIGNERS)


@dataclass
class Setting:
    """A ledger, a witness on a socket, and what asks it."""

    url: str
    one: Sequencing
    address: str
    pool: Pool
    memory: Path

    def witnesses(self, one: Sequencing, address: str | None = None) -> Witnesses:
        seen = [WitnessSeen(address or self.address, VERIFIERS)]
        return Witnesses(seen, self.pool, one.sequencer.published, one.alarms)

    async def newest(self) -> tuple[Note, int]:
        [row] = await rows(
            self.url, "select note, witnesses from ledger_checkpoints order by origin desc, size desc limit 1"
        )
        return Note.read(row["note"]), row["witnesses"]


@pytest.fixture
async def setting(fresh_database: FreshDatabase, tmp_path: Path) -> AsyncIterator[Setting]:
    url = fresh_database("gateway.migrations")
    witness = Witness(tmp_path / "memory", SIGNERS, Signer(KEYS).verifiers(ORIGIN), lambda: 1_790_000_000)
    pool = Pool(url)
    await pool.open()
    async with AsyncExitStack() as stack:
        stack.push_async_callback(pool.close)
        port = await stack.enter_async_context(served(build(witness)))
        yield Setting(url, Sequencing(url, tmp_path / "outside"), f"http://{HOST}:{port}", pool, tmp_path / "memory")


async def shown(setting: Setting, one: Sequencing, address: str | None = None) -> None:
    """Sequence what waits, and show the checkpoint to the witness once."""
    await one.to_the_end()
    asking = setting.witnesses(one, address)
    running = asyncio.create_task(asking.run())
    await until(lambda: not one.sequencer.published.is_set())
    await asking.asked.wait()
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


async def test_every_checkpoint_gets_the_lines_of_the_witness(setting: Setting) -> None:
    for count in (3, 300):
        await record(setting.url, *(an_entry() for _ in range(count)))
        await shown(setting, setting.one)
        note, witnesses = await setting.newest()
        assert witnesses == 1
        assert {signed.key for signed in verified(note, VERIFIERS)} == set(VERIFIERS)
    assert not setting.one.alarms.holding


async def test_a_witness_that_is_away_stops_nothing(setting: Setting) -> None:
    await record(setting.url, an_entry())
    await shown(setting, setting.one, "http://127.0.0.1:9")
    note, witnesses = await setting.newest()
    assert (len(note.signatures), witnesses) == (2, 0)
    assert not setting.one.alarms.holding


async def test_a_witness_that_signs_with_one_of_its_keys_has_not_signed(setting: Setting, tmp_path: Path) -> None:
    half = Witness(tmp_path / "half", SIGNERS[:1], Signer(KEYS).verifiers(ORIGIN), lambda: 1_790_000_000)
    async with served(build(half)) as port:
        await record(setting.url, an_entry())
        await shown(setting, setting.one, f"http://{HOST}:{port}")
    note, witnesses = await setting.newest()
    assert (len(note.signatures), witnesses) == (2, 0)


async def test_a_ledger_that_shows_another_tree_rings(
    setting: Setting, fresh_database: FreshDatabase, tmp_path: Path
) -> None:
    """Two databases under one origin, as after a failover that left both alive: each shows its own tree."""
    await record(setting.url, *(an_entry() for _ in range(4)))
    await shown(setting, setting.one)
    other = fresh_database("gateway.migrations")
    await record(other, *(an_entry() for _ in range(7)))
    second = Sequencing(other, tmp_path / "second")
    pool = setting.pool = Pool(other)
    await pool.open()
    await shown(setting, second)
    await pool.close()
    assert list(second.alarms.holding) == ["witness-contradicts-court.test/witness"]


async def test_a_ledger_that_was_rolled_back_is_told_so_by_its_witness(
    setting: Setting, fresh_database: FreshDatabase
) -> None:
    """The folder outside is gone too; the witness remembers."""
    await record(setting.url, *(an_entry() for _ in range(4)))
    await shown(setting, setting.one)
    older = fresh_database("gateway.migrations")
    await record(older, *(an_entry() for _ in range(2)))
    second = Sequencing(older, None)
    pool = setting.pool = Pool(older)
    await pool.open()
    await shown(setting, second)
    await pool.close()
    assert "witness-contradicts-court.test/witness" in second.alarms.holding


async def test_an_endless_body_is_not_read(setting: Setting) -> None:
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{setting.address}/add-checkpoint", data=b"x" * (MOST_BYTES + 1)) as answer,
    ):
        assert answer.status == 413
