"""Entry bundles (C2SP tlog-tiles) read from the rows, 256 leaves each: what the tiles are compared with."""

from collections.abc import Sequence
from typing import Final

from chassis.postgres.connection import Connection
from evidence.entries import leaf
from evidence.tiles import ENTRIES, WIDTH, Tile, bundle

_LEAVES: Final = """
select index, exchange, phase, at, commitment from ledger_entries where index >= $1 and index < $2 order by index
"""


def bundles_of(size: int) -> list[Tile]:
    """Return the entry bundles that the tree of `size` leaves has, in order."""
    return [Tile(ENTRIES, first // WIDTH, min(WIDTH, size - first)) for first in range(0, size, WIDTH)]


async def read_bundles(connection: Connection, wanted: Sequence[Tile]) -> dict[Tile, bytes]:
    """Return bundles that follow one another. Nothing is checked: what is wrong is for whoever checks to find."""
    first, beyond = _places(wanted[0]).start, _places(wanted[-1]).stop
    found: dict[int, list[bytes]] = {}
    for index, *stated in await connection.fetch(_LEAVES, first, beyond):
        found.setdefault(index, []).append(leaf(*stated))
    # a row that is gone is an empty entry; two in one place both stand there
    return {tile: bundle(entry for place in _places(tile) for entry in found.get(place, [b""])) for tile in wanted}


def _places(tile: Tile) -> range:
    return range(tile.index * WIDTH, tile.index * WIDTH + tile.width)
