"""The bundle of an exchange: entries with what opens them, proofs, checkpoint and keys, for its parties alone."""

from collections.abc import Iterator
from typing import Any, Final

import orjson

from chassis.postgres.database import reachable
from contracts.problems import NotFound
from evidence import tiles
from evidence.bundles import Bundle, Included
from evidence.entries import leaf
from gateway.ledger.pool import Pool
from gateway.ledger.seals import Seals
from gateway.ledger.tree import logged_erasures, store, system_keys
from gateway.ledger.tree.errors import NotYetInTree
from gateway.ledger.tree.proofs import Tree

_ENTRIES: Final = """
select e.index, e.exchange, e.phase, e.at, e.commitment, d.salt, d.details, d.signature
from ledger_entries e left join ledger_details d using (exchange, ended)
where exchange = $1 order by ended
"""


class Bundles:
    """Makes bundles out of the ledger and its tree."""

    def __init__(self, pool: Pool, tree: Tree, seals: Seals) -> None:
        self._pool, self._tree, self._seals = pool, tree, seals

    async def bundle(self, exchange: str, *, visible_to: str | None) -> Bundle:
        """Return the bundle of an exchange, without its receipt; `visible_to` None sees every exchange.

        Raise `NotFound` for an exchange of others, `NotYetInTree` for one that waits for a checkpoint.
        """
        async with reachable():
            rows = await self._pool.fetch(_ENTRIES, exchange)
            if not rows or not (visible_to is None or any(_concerns(row, visible_to) for row in rows)):
                raise NotFound
            if any(row["details"] is None for row in rows):  # who erased them is a part of the evidence
                rows = [*rows, *await logged_erasures.about(self._pool, exchange, exchange, self._seals)]
            newest = await self._tree.checkpoint()
            places = [row["index"] for row in rows]
            if any(place is None or place >= newest.size for place in places):
                raise NotYetInTree
            kept = await store.best_since(self._pool, newest.origin, max(places) + 1) or newest
            entries = [await self._included(row, kept.size) for row in rows]
            systems = await system_keys.named(self._pool, {kid for entry in entries for kid in _signers(entry)})
        return Bundle(None, entries, kept.note, await self._tree.keys(), systems)

    async def _included(self, row: Any, size: int) -> Included:  # Any: asyncpg's Record
        proof = await store.computed(self._pool, lambda read: tiles.inclusion_proof(row["index"], size, read))
        stated = leaf(row["exchange"], row["phase"], row["at"], row["commitment"])
        details, signature = (None if row[name] is None else orjson.loads(row[name]) for name in _OPENING)
        return Included(row["index"], stated, proof, row["salt"], details, signature)


_OPENING: Final = ("details", "signature")


def _signers(entry: Included) -> Iterator[str]:
    """Yield the id of the system's key that the entry names."""
    named = (entry.details or {}).get("signature")
    if named is not None:
        yield named["keyId"]


def _concerns(row: Any, member: str) -> bool:  # Any: asyncpg's Record
    if row["details"] is None:
        return False  # erased: who its parties were is not known any more
    details = orjson.loads(row["details"])
    return member in {details.get("member"), details.get("provider"), details.get("onBehalfOf")}
