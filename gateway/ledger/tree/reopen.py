"""Reopening: a database that does not continue its last checkpoint goes on under a new origin, which cites that one."""

import asyncio
from dataclasses import dataclass

import asyncpg

from chassis.process.clock import Clock
from evidence.checkpoints import Checkpoint
from gateway.ledger.tree import heads, store
from gateway.ledger.tree.anchor import Anchor
from gateway.ledger.tree.continuity import Continuity
from gateway.ledger.tree.heads import Head, LedgerRefused
from gateway.ledger.tree.sequencer import LOCK
from gateway.ledger.tree.signing import Signer
from gateway.ledger.tree.store import Kept


class NothingToReopen(Exception):  # noqa: N818 - a fact
    """The database continues its checkpoint, or there is none outside: nothing was lost that could be cited."""


@dataclass(frozen=True, slots=True)
class Reopened:
    """What was left, why, and under which name it goes on."""

    last: Checkpoint
    code: str
    head: Head


async def reopen(connection: asyncpg.Connection, signer: Signer, anchor: Anchor, clock: Clock) -> Reopened:
    """Give what is in the database a new origin; raise `NothingToReopen` where it continues.

    Raise `LedgerRefused` when its own tiles do not fit its head: such a database is restored, not reopened.
    """
    note = anchor.newest()
    if note is None:
        raise NothingToReopen
    last = signer.opened(note)
    async with connection.transaction():
        # whoever sequences meanwhile has found nothing wrong, and then nothing is
        if not await connection.fetchval("select pg_try_advisory_xact_lock($1)", LOCK):
            raise NothingToReopen
        now = clock.now()
        await store.begin(connection, heads.first(last.origin, now))  # of a database that has lost even that
        head = await store.head(connection, lock=True) or heads.first(last.origin, now)
        await store.edge(connection, head)
        try:
            await Continuity(signer, anchor).require(connection, head, last)
        except LedgerRefused as refusal:
            code = refusal.code
        else:
            raise NothingToReopen
        fresh = heads.reopened(head, last, max(head.at, now))
        await store.move(connection, fresh)
        signed = signer.sign(fresh.checkpoint, at=int(fresh.at.timestamp())).spell()
        # in the same commit: a new origin is believed by its signature, not by a row
        await store.keep(connection, Kept(fresh.origin, fresh.size, fresh.at, signed))
    await asyncio.to_thread(anchor.set_aside, last.origin, last.size)
    await asyncio.to_thread(anchor.keep, signed)
    return Reopened(last, code, fresh)
