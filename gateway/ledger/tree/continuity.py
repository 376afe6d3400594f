"""Check that a database continues what was signed: against the checkpoint that is kept outside of it."""

import asyncio
from typing import Final

from chassis.postgres.connection import Connection
from evidence import tiles
from evidence.checkpoints import Checkpoint
from evidence.merkle import EMPTY_ROOT
from gateway.ledger.tree import heads, store
from gateway.ledger.tree.anchor import Anchor
from gateway.ledger.tree.heads import Head, LedgerRefused
from gateway.ledger.tree.signing import Signer


class Continuity:
    """Compares the tree in a database with checkpoints of ours."""

    def __init__(self, signer: Signer, anchor: Anchor) -> None:
        self._signer: Final = signer
        self._anchor: Final = anchor

    async def anchored(self) -> Checkpoint | None:
        """Return the checkpoint that is kept outside; raise `LedgerRefused` when it is not ours or cannot be read."""
        try:
            note = await asyncio.to_thread(self._anchor.newest)
        except OSError as fault:
            raise LedgerRefused("checkpoint-not-kept", why=fault.strerror) from fault
        return self._signer.opened(note) if note is not None else None

    async def keep(self, note: bytes) -> None:
        """Keep a note outside; raise `LedgerRefused` when it cannot be: what is not kept is not to be shown."""
        try:
            await asyncio.to_thread(self._anchor.keep, note)
        except OSError as fault:  # full, not there, not ours to write
            raise LedgerRefused("checkpoint-not-kept", why=fault.strerror) from fault

    async def require(self, connection: Connection, head: Head, older: Checkpoint | None) -> None:
        """Raise `LedgerRefused` unless the tree of the head begins with that of an older checkpoint, or reopens it."""
        if older is None:
            return
        if head.origin == older.origin:
            heads.must_continue(head, older, await root_then(connection, head, older))
            return
        # what a row of the database says is not enough: whoever reopens a ledger signs for it
        signed = await store.newest(connection, head.origin)
        if signed is None or not heads.cites(self._signer.opened(signed.note), older):
            raise LedgerRefused("ledger-another", origin=head.origin, kept=older.origin)


async def root_then(connection: Connection, head: Head, older: Checkpoint) -> bytes | None:
    """Return the root that the tree had at the older size, or None if it is smaller than that."""
    if head.size < older.size:
        return None
    if head.size == older.size:
        return head.root
    if older.size == 0:
        return EMPTY_ROOT
    return await store.computed(connection, lambda read: tiles.root(older.size, read))
