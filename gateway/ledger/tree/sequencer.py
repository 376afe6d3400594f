"""The sequencer: one process at a time gives entries their places, commits, and then signs what it has committed.

Every gateway process runs one. Who holds the advisory lock leads; the others keep the newest checkpoint in a folder of
their own, so that whoever leads next knows what a database has to continue.
"""

import asyncio
import time
from collections.abc import Sequence
from datetime import datetime
from itertools import repeat
from logging import getLogger
from typing import Any, Final

import asyncpg

from chassis.postgres.advisory_locks import lock_key
from chassis.postgres.connection import connect, disconnect
from chassis.postgres.database import AWAY
from chassis.process import crash
from chassis.process.backoff import Backoff
from chassis.process.clock import Clock
from evidence.merkle import leaf_hash
from evidence.tiles import Edge, Tile, TileMalformed
from gateway.ledger.seals import Seals
from gateway.ledger.tree import heads, store
from gateway.ledger.tree.alarms import Alarms
from gateway.ledger.tree.anchor import Anchor
from gateway.ledger.tree.continuity import Continuity
from gateway.ledger.tree.heads import Head, LedgerRefused
from gateway.ledger.tree.inspection import RECORD
from gateway.ledger.tree.signing import Signer
from gateway.ledger.tree.store import Kept

_LOG: Final = getLogger(__name__)

BATCH: Final = 512  # entries of one transaction: some milliseconds of this process, and no more
SLICE: Final = 128  # leaves between two turns of everybody else on the loop
LOOK_EVERY_S: Final = 0.2
CHECKPOINT_EVERY_S: Final = 1.0  # a receipt is in a checkpoint after two seconds: this, a look, and a commit
_STAND_BY_S: Final = 0.5
_THIN_EVERY_S: Final = 600.0
LOCK: Final = lock_key("ledger sequencer")
_BROKEN: Final = "ledger-broken"
_REFUSALS: Final = (_BROKEN, *heads.REFUSALS)


class Sequencer:
    """Lets the tree grow by what was recorded, and keeps what was signed about it outside the database."""

    def __init__(
        self,
        database_url: str,
        origin: str,
        signer: Signer,
        seals: Seals,
        anchor: Anchor,
        alarms: Alarms,
        clock: Clock,
    ) -> None:
        """`origin` is the first one of this ledger; after a reopening the database names a later one."""
        self._url, self._origin, self._seals = database_url, origin, seals
        self._signer, self._alarms, self._clock = signer, alarms, clock
        self._continuity: Final = Continuity(signer, anchor)
        self._backoff: Final = Backoff("the sequencer", _LOG)
        self._edge, self._head = Edge(), heads.first(origin, clock.now())
        self._signed: Kept | None = None
        self._signed_at = float("-inf")  # monotonic
        self._thinned_at = float("-inf")
        self.leads = False
        self.published: Final = asyncio.Event()  # set with every checkpoint that this process signs

    async def run(self) -> None:
        """Lead or stand by until cancelled, through every outage; what must not go on is left alone, and rings."""
        while True:
            try:
                await self._work()
            except LedgerRefused as refusal:
                self._alarms.ring(refusal.code, **refusal.facts)
                await asyncio.sleep(_STAND_BY_S)
            except TileMalformed as broken:
                self._alarms.ring(_BROKEN, why=broken)
                await asyncio.sleep(_STAND_BY_S)
            except AWAY as away:
                await self._backoff.wait(away)

    async def _work(self) -> None:
        # the connection that holds the lock also sequences: who loses it has lost the tree
        connection = await connect(self._url, "ledger sequencer")
        try:
            while not await connection.fetchval("select pg_try_advisory_lock($1)", LOCK):
                await self._follow(connection)
                self._backoff.succeeded()
                await asyncio.sleep(_STAND_BY_S)
            await store.prepare(connection)
            await self.lead(connection)
            while True:
                self.leads = True
                if not await self.step(connection):
                    self._backoff.succeeded()
                    await asyncio.sleep(LOOK_EVERY_S)
        finally:
            self.leads = False
            await disconnect(connection)

    async def lead(self, connection: asyncpg.Connection) -> None:
        """Take up the tree where it was committed; raise `LedgerRefused` when that does not continue the anchor."""
        anchor = await self._continuity.anchored()
        if anchor is None:
            await store.begin(connection, heads.first(self._origin, self._clock.now()))
        # one moment's view of head, tiles and places, whoever else is at work
        async with connection.transaction(isolation="repeatable_read", readonly=True):
            found = await store.head(connection)
            if found is None:
                raise LedgerRefused("ledger-behind", size=0, kept=anchor.size if anchor else 0)
            if anchor is None and found.size:
                _LOG.warning("no checkpoint is kept outside the database: its tree is believed as it stands")
            await self._continuity.require(connection, found, anchor)
            self._edge, self._head = await store.edge(connection, found), found
            self._signed = await store.newest(connection, found.origin)
            if self._signed is not None:
                await self._continuity.require(connection, found, self._signer.opened(self._signed.note))
        self._alarms.over(*_REFUSALS)

    def sign_at_once(self) -> None:
        """Let the next step sign, however soon after the one before."""
        self._signed_at = float("-inf")

    async def step(self, connection: asyncpg.Connection) -> bool:
        """Give places to one batch, and sign when it is time; tell whether there may be another whole batch."""
        grown = await self._sequence(connection) if await store.waiting(connection) else 0
        now = time.monotonic()
        if now - self._signed_at >= CHECKPOINT_EVERY_S and self._unsigned:
            await self._checkpoint(connection)
            self._signed_at = now
        if now - self._thinned_at >= _THIN_EVERY_S:
            await store.thin(connection, self._clock.now() - store.ALL_FOR)
            self._thinned_at = now
        return grown == BATCH  # else what has come meanwhile waits for the next look, and costs one transaction with it

    @property
    def _unsigned(self) -> bool:
        return self._signed is None or self._signed.size != self._edge.size

    async def _sequence(self, connection: asyncpg.Connection) -> int:
        """Give one batch its places; return how many. Nothing of it is said to anybody before the commit."""
        async with connection.transaction():
            head = self._unchanged_head(await store.head(connection, lock=True))
            edge = self._edge.copy()
            waiting = await store.oldest_waiting(connection, BATCH)
            own: list[Any] = []  # Any: asyncpg's Record
            strangers: list[Any] = []  # Any: as above
            written: dict[tuple[int, int], tuple[Tile, bytes]] = {}
            for at in range(0, len(waiting), SLICE):
                hashes = []
                for row in waiting[at : at + SLICE]:
                    if (stated := self._seals.leaf_of(row)) is None:
                        strangers.append(row)
                    else:
                        own.append(row)
                        hashes.append(leaf_hash(stated))
                written |= {(tile.level, tile.index): (tile, made) for tile, made in edge.extend(hashes)}
                await asyncio.sleep(0)
            await store.place(connection, own, range(head.size, head.size + len(own)))
            await self._turn_away(connection, strangers)
            await store.write_tiles(connection, written.values())
            moment = max(head.at, self._clock.now())
            head = Head(head.origin, edge.size, edge.root(), moment, head.reopens)
            await store.move(connection, head)
            crash.point("sequence")
        self._edge, self._head = edge, head
        return len(waiting)

    async def _turn_away(self, connection: asyncpg.Connection, strangers: Sequence[Any]) -> None:  # Any: as in store
        """Let what no gateway has written wait no longer: it gets no place, and the inspection finds it there."""
        if strangers:
            await store.place(connection, strangers, repeat(store.NOWHERE, len(strangers)))
            self._alarms.ring(RECORD, entries=len(strangers), exchange=strangers[0]["exchange"], by="the sequencer")

    async def _checkpoint(self, connection: asyncpg.Connection) -> None:
        """Sign the committed head, put it on disk outside the database, and only then let the world see it."""
        head = self._unchanged_head(await store.head(connection))
        # whoever shares the folder may have signed another tree since: two databases must not both go on
        await self._continuity.require(connection, head, await self._continuity.anchored())
        moment = self._moment()
        note = self._signer.sign(head.checkpoint, at=int(moment.timestamp())).spell()
        crash.point("sign")
        await self._continuity.keep(note)
        crash.point("checkpoint")
        kept = Kept(head.origin, head.size, moment, note)
        await store.keep(connection, kept)
        self._signed = kept
        self._alarms.grown(head.size)
        self.published.set()

    def _unchanged_head(self, head: Head | None) -> Head:
        """Return the head; raise `ConnectionError`, to begin again and look at everything, when it is another one.

        Somebody else has led meanwhile, the server behind the address is another one, or somebody has written there.
        """
        if head != self._head:
            raise ConnectionError("the head is not where it was left")
        return self._head

    def _moment(self) -> datetime:
        """Return now, or the moment of the checkpoint before when the clock was set back: time never turns round."""
        now, before = self._clock.now(), self._signed.at if self._signed else None
        if before is None or now >= before:
            self._alarms.over("clock-set-back")
            return now
        self._alarms.ring("clock-set-back", signed=before.isoformat(timespec="seconds"))
        return before

    async def _follow(self, connection: asyncpg.Connection) -> None:
        """Keep the leader's newest checkpoint in our own folder, if it continues what is there."""
        found = await store.head(connection)
        newest = await store.newest(connection, found.origin) if found else None
        if found is None or newest is None:
            return
        signed, anchor = self._signer.opened(newest.note), await self._continuity.anchored()
        if anchor is None or signed != anchor:
            await self._continuity.require(connection, found, anchor)
            await self._continuity.require(connection, found, signed)
            await self._continuity.keep(newest.note)
        self._alarms.over(*_REFUSALS)
