"""Benchmark of the Merkle tree's sequencer: entries per second, CPU, and how long the event loop is blocked."""

import asyncio
import os
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

import asyncpg

from chassis.postgres.database import migrate
from chassis.postgres.embedded import EmbeddedPostgres
from chassis.process.clock import SystemClock
from contracts.identifiers import new_id
from evidence.entries import leaf, to_the_millisecond
from gateway.ledger.seals import Seals
from gateway.ledger.tree import store
from gateway.ledger.tree.alarms import Alarms
from gateway.ledger.tree.anchor import Anchor
from gateway.ledger.tree.sequencer import Sequencer
from gateway.ledger.tree.signing import Signer
from gateway.trust.checkpoint_keys import CheckpointKeys

COLUMNS = ["exchange", "ended", "phase", "at", "instance", "commitment", "seal"]
SEALS = Seals(bytes(32))


def report(count: int = 100_000) -> str:
    """Return one line; PostgreSQL (fsync on) is a process of its own."""
    with tempfile.TemporaryDirectory(prefix="saphan-tree-") as folder:
        os.chmod(folder, 0o711)  # noqa: PTH101 - as root the database is another user
        with EmbeddedPostgres(Path(folder) / "postgres") as server:
            server.create_database("gateway")
            return asyncio.run(_sequenced(server.url("gateway"), Path(folder) / "outside", count))


async def _sequenced(url: str, folder: Path, count: int) -> str:
    await migrate(url, "gateway.migrations")
    connection = await asyncpg.connect(url)
    now = to_the_millisecond(datetime.now(UTC))
    made = [(new_id("xch"), os.urandom(32)) for _ in range(count)]
    seal = [SEALS.seal(leaf(exchange, "outcome", now, digest), "gwy_bench") for exchange, digest in made]
    rows = [(made[n][0], True, "outcome", now, "gwy_bench", made[n][1], seal[n]) for n in range(count)]
    await connection.copy_records_to_table("ledger_entries", records=rows, columns=COLUMNS)
    signer = Signer(CheckpointKeys.generate())
    sequencer = Sequencer(url, "bench.test/ledger/v1", signer, SEALS, Anchor(folder), Alarms(), SystemClock())
    await store.prepare(connection)
    await sequencer.lead(connection)
    held: list[float] = []
    watch = asyncio.create_task(_watch(held))
    began, cpu = time.perf_counter(), time.process_time()
    while await sequencer.step(connection):
        pass
    seconds, cpu = time.perf_counter() - began, time.process_time() - cpu
    watch.cancel()
    await connection.close()
    return (
        f"Tree: {count / seconds:,.0f} entries/s sequenced, tiles written and checkpoints signed; "
        f"{cpu / count * 1e6:.1f} µs CPU an entry; the loop was held for {max(held) * 1e3:.1f} ms at most"
    )


async def _watch(held: list[float]) -> None:
    while True:
        began = time.perf_counter()
        await asyncio.sleep(0)
        held.append(time.perf_counter() - began)
        await asyncio.sleep(0.001)
