"""Check of the tiles against each other, from the leaves up to the root, and of the root against what is signed.

A tile is a row like any other: whoever changes an entry and its hash in the lowest tile has changed no tile above it,
and whoever changes those, too, has another root than the one that was signed.
"""

from collections.abc import Callable
from typing import Final, TypeAlias

import asyncpg

from evidence import merkle, tiles
from evidence.checkpoints import Checkpoint
from evidence.merkle import HASH_SIZE
from evidence.tiles import HEIGHT, WIDTH, Tile, TileMalformed, hashes_in
from gateway.ledger.tree import store
from gateway.ledger.tree.continuity import root_then
from gateway.ledger.tree.heads import Head, LedgerRefused, must_continue

TREE: Final = "tree-altered"

Opened: TypeAlias = Callable[[bytes], Checkpoint]  # what a signed note states; raises `LedgerRefused` for another's


async def agrees(connection: asyncpg.Connection, index: int, size: int) -> bool:
    """Tell whether the root of a full lowest tile is in the tile above, and so on where that is its last.

    One that is not full yet has nothing above it: it is a part of the root.
    """
    level = 0
    while (index + 1) * WIDTH <= size >> HEIGHT * level:
        above, place = divmod(index, WIDTH)
        wide = min(WIDTH, (size >> HEIGHT * (level + 1)) - above * WIDTH)
        own, upper = Tile(level, index), Tile(level + 1, above, wide)
        try:
            found = await store.read_tiles(connection, (own, upper))
            if merkle.root(hashes_in(found[own])) != found[upper][place * HASH_SIZE :][:HASH_SIZE]:
                return False
        except TileMalformed:
            return False
        if place != WIDTH - 1:
            return True
        level, index = level + 1, above
    return True


async def is_signed(connection: asyncpg.Connection, opened: Opened | None) -> bool:
    """Tell whether the tiles have the root of the head, and whether the head goes on from what was signed last.

    Without `opened` nobody here knows the ledger's keys, and only the first is answered.
    """
    async with connection.transaction(isolation="repeatable_read", readonly=True):
        head = await store.head(connection)
        if head is None or not head.size:
            return True
        try:
            if await _root(connection, head) != head.root:
                return False
            kept = await store.newest(connection, head.origin)
            if kept is not None and opened is not None:
                signed = opened(kept.note)
                must_continue(head, signed, await root_then(connection, head, signed))
        except (LedgerRefused, TileMalformed):
            return False
    return True


async def _root(connection: asyncpg.Connection, head: Head) -> bytes:
    return await store.computed(connection, lambda read: tiles.root(head.size, read))
