"""A ledger with its Merkle tree: entries written as a gateway writes them, and sequencers that a test steps by hand."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import asyncpg

from contracts.identifiers import new_id
from evidence import merkle
from evidence.canonical import canonical
from evidence.entries import Phase, leaf, spell_moment
from gateway.ledger.entries import Entry, sealed
from gateway.ledger.seals import Seals
from gateway.ledger.tree.alarms import Alarms
from gateway.ledger.tree.anchor import Anchor
from gateway.ledger.tree.sequencer import Sequencer
from gateway.ledger.tree.signing import Signer
from gateway.ledger.writer import Writer
from gateway.trust.checkpoint_keys import CheckpointKeys
from tests.support.clock import HandClock

ORIGIN = "gateway.test/ledger/v1"
SECRET = b"k" * 32  # the pseudonymKey of the tests' key file
SEALS = Seals(SECRET)
KEYS = CheckpointKeys(bytes(range(32)), bytes(range(32, 64)))


def an_entry(phase: Phase = Phase.OUTCOME, *, exchange: str | None = None) -> Entry:
    exchange, at = exchange or new_id("xch"), datetime.now(UTC)
    stated = {"exchange": exchange, "phase": phase.value, "at": spell_moment(at)}
    return sealed(exchange, phase, at, canonical(stated).decode())


async def record(url: str, *entries: Entry) -> None:
    """Write entries as a gateway does."""
    writer = Writer(url, "gwy_test", SEALS)
    running = asyncio.create_task(writer.run())
    await writer.ready.wait()
    await asyncio.gather(*(writer.record(entry) for entry in entries))
    writer.stop()
    await running


@dataclass
class Sequencing:
    """One sequencer on one database, led by hand."""

    url: str
    folder: Path | None
    keys: CheckpointKeys = KEYS
    clock: HandClock = field(default_factory=HandClock)

    def __post_init__(self) -> None:
        self.alarms, self.signer, self.anchor = Alarms(), Signer(self.keys), Anchor(self.folder)
        self.sequencer = Sequencer(self.url, ORIGIN, self.signer, SEALS, self.anchor, self.alarms, self.clock)

    @asynccontextmanager
    async def leading(self) -> AsyncIterator[asyncpg.Connection]:
        connection = await asyncpg.connect(self.url)
        try:
            await self.sequencer.lead(connection)
            yield connection
        finally:
            await connection.close()

    async def to_the_end(self) -> None:
        """Take up the tree, give every entry its place, and sign."""
        async with self.leading() as connection:
            await self.drain(connection)

    async def drain(self, connection: asyncpg.Connection) -> None:
        self.sequencer.sign_at_once()
        while await self.sequencer.step(connection):
            self.sequencer.sign_at_once()


async def rows(url: str, query: str, *arguments: object) -> list[asyncpg.Record]:
    connection = await asyncpg.connect(url)
    try:
        return list(await connection.fetch(query, *arguments))
    finally:
        await connection.close()


async def leaves(url: str, *, and_nowhere: bool = False) -> list[bytes]:
    """Return the hashes of the leaves in the order of their places; every place is there, and there once.

    `and_nowhere`: beside entries that were turned away.
    """
    query = """
    select index, exchange, phase, at, commitment from ledger_entries
    where index is not null and (index >= 0 or not $1) order by index
    """
    found = await rows(url, query, and_nowhere)
    assert [row[0] for row in found] == list(range(len(found)))
    return [merkle.leaf_hash(leaf(*row[1:])) for row in found]
