"""Public reading of the tree: checkpoint, tiles, leaves, proofs. What a leaf commits to is not told here."""

from collections.abc import Callable, Sequence
from typing import Any, Final

from chassis.postgres.database import reachable
from contracts.identifiers import is_id
from contracts.problems import NotFound
from evidence import tiles
from evidence.base64url import b64url
from evidence.entries import leaf
from evidence.merkle import leaf_hash
from evidence.notes import VerifierKey
from evidence.tiles import Tile, TileMalformed
from gateway.ledger.pool import Pool
from gateway.ledger.tree import store
from gateway.ledger.tree.entry_bundles import read_bundles
from gateway.ledger.tree.errors import NotYetInTree
from gateway.ledger.tree.handing_over import successions
from gateway.ledger.tree.signing import Signer
from gateway.ledger.tree.store import Kept

Document = dict[str, Any]  # Any: JSON values

_PLACES: Final = """
select index, exchange, phase, at, commitment from ledger_entries where exchange = $1 order by ended
"""


class Tree:
    """Reads the tree as it was committed; raises `Unavailable` when the database is away."""

    def __init__(
        self, pool: Pool, signer: Signer, roots: Callable[[], Sequence[Document]], witnesses: Sequence[VerifierKey] = ()
    ) -> None:
        """`roots` returns the public JWKs of the long-lived keys, which vouch for those that sign receipts."""
        self._pool, self._signer, self._roots, self._witnesses = pool, signer, roots, witnesses

    async def checkpoint(self) -> Kept:
        """Return the newest checkpoint; raise `NotYetInTree` before the first."""
        async with reachable():
            head = await store.head(self._pool)
            found = await store.newest(self._pool, head.origin) if head is not None else None
        if found is None:
            raise NotYetInTree
        return found

    async def keys(self) -> Document:
        """Return a JWK set (RFC 7517) with the verifier keys (C2SP signed-note) of ledger and witnesses beside it.

        The file that `saphan verify` takes; whoever checks gets it in another way than what is to be checked.
        """
        origin = (await self.checkpoint()).origin
        log = [key.vkey for key in self._signer.verifiers(origin)]
        async with reachable():
            notes = await successions(self._pool)
        found = {"keys": list(self._roots()), "log": log, "witnesses": [key.vkey for key in self._witnesses]}
        return found | ({"successions": notes} if notes else {})

    async def tile(self, path: str) -> bytes:
        """Return a tile of hashes or a bundle of leaves by its path below the prefix; raise `NotFound`."""
        try:
            wanted = Tile.at(path)
            async with reachable():
                if wanted.level == tiles.ENTRIES:
                    return await self._leaves(wanted)
                found = await store.read_tiles(self._pool, [wanted])
        except TileMalformed:
            raise NotFound from None
        return found[wanted]

    async def _leaves(self, wanted: Tile) -> bytes:
        head = await store.head(self._pool)
        if head is None or wanted.index * tiles.WIDTH + wanted.width > head.size:
            raise NotFound
        return (await read_bundles(self._pool, [wanted]))[wanted]

    async def inclusion(self, exchange: str) -> Document:
        """Return where the entries of an exchange stand in the newest checkpoint's tree, and the proofs.

        Raise `NotFound` for an exchange that nobody knows, `NotYetInTree` for one that waits for the next checkpoint.
        """
        if not is_id("xch", exchange):
            raise NotFound
        kept = await self.checkpoint()
        async with reachable():
            rows = await self._pool.fetch(_PLACES, exchange)
            if not rows:
                raise NotFound
            entries = [await self._proven(row, kept.size) for row in rows]
        return {"checkpoint": kept.note.decode(), "entries": entries}

    async def _proven(self, row: Any, size: int) -> Document:  # Any: asyncpg's Record
        index, *stated = row
        if index is None or index >= size:
            raise NotYetInTree
        proof = await store.computed(self._pool, lambda read: tiles.inclusion_proof(index, size, read))
        hashed = leaf_hash(leaf(*stated))
        return {"index": index, "leafHash": b64url(hashed), "proof": [b64url(hash_) for hash_ in proof]}

    async def consistency(self, old: int, new: int | None) -> Document:
        """Return the proof that the tree of `old` leaves begins that of `new`; without `new`, the newest checkpoint's.

        Raise `NotFound` for trees that never were, or whose order is another.
        """
        kept = await self.checkpoint()
        to = kept.size if new is None else new
        if not 0 <= old <= to <= kept.size:
            raise NotFound
        async with reachable():
            proof = await store.computed(self._pool, lambda read: tiles.consistency_proof(old, to, read))
        return {"from": old, "to": to, "proof": [b64url(hash_) for hash_ in proof]}
