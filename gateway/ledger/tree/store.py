"""The tree in PostgreSQL: head, tiles, places of entries, checkpoints, as the sequencer and readers need them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, TypeVar

from chassis.postgres.connection import Connection
from evidence.merkle import HASH_SIZE
from evidence.tiles import Edge, Read, Tile, TileMalformed
from gateway.ledger.tree.heads import Head, LedgerRefused

T = TypeVar("T")

ALL_FOR: Final = timedelta(days=1)  # how long every checkpoint is kept


@dataclass(frozen=True, slots=True)
class Kept:
    """A checkpoint as it was signed, with the lines of witnesses that have come since."""

    origin: str
    size: int
    at: datetime
    note: bytes
    timestamp: bytes | None = None


_HEAD: Final = "select origin, size, root, at, reopens from ledger_head"
_LOCK: Final = _HEAD + " for update"
_BEGIN: Final = """
insert into ledger_head (one, origin, size, root, at) values (true, $1, $2, $3, $4) on conflict do nothing
"""
_MOVE: Final = "update ledger_head set origin = $1, size = $2, root = $3, at = $4, reopens = $5"
_WAITING: Final = "select from ledger_entries where index is null limit 1"
# Ids begin with their time: entries stand in the tree about as they happened, and an intent before its end.
_OLDEST: Final = """
select exchange, ended, phase, at, instance, commitment, seal from ledger_entries
where index is null order by exchange, ended limit $1
"""
_PLACE: Final = """
update ledger_entries e set index = taken.place
from unnest($1::text[], $2::boolean[], $3::bigint[]) as taken (exchange, ended, place)
where e.exchange = taken.exchange and e.ended = taken.ended
"""
NOWHERE: Final = -1  # the place of what no gateway has written
# A plan that was made while a month was empty must not read all of it when it is full: this work goes by keys alone.
_BY_KEYS: Final = ("set enable_seqscan = off", "set enable_hashjoin = off", "set enable_mergejoin = off")
_BEYOND: Final = "select from ledger_entries where index >= $1 limit 1"
_TILES: Final = """
select t.level, t.index, t.hashes from unnest($1::smallint[], $2::bigint[]) as wanted (level, index)
join ledger_tiles t using (level, index)
"""
_WRITE_TILES: Final = """
insert into ledger_tiles (level, index, hashes) select * from unnest($1::smallint[], $2::bigint[], $3::bytea[])
on conflict (level, index) do update set hashes = excluded.hashes
"""
_KEPT: Final = "select origin, size, at, note, timestamp from ledger_checkpoints"
_NEWEST: Final = f"{_KEPT} where origin = $1 order by size desc limit 1"
_SINCE: Final = f"{_KEPT} where origin = $1 and size >= $2 order by witnesses desc, size desc limit 1"
_KEEP: Final = """
insert into ledger_checkpoints (origin, size, at, note) values ($1, $2, $3, $4) on conflict do nothing
"""
_STAMPED: Final = "select max(at) from ledger_checkpoints where timestamp is not null"
_COSIGN: Final = "update ledger_checkpoints set note = $3, witnesses = $4 where origin = $1 and size = $2"
_STAMP: Final = "update ledger_checkpoints set timestamp = $3 where origin = $1 and size = $2"
# Whoever was shown a checkpoint has it; here one of each hour is enough, of those that most witnesses have signed.
_THIN: Final = """
delete from ledger_checkpoints c
where c.at < $1 and c.timestamp is null and exists (
  select from ledger_checkpoints later
  where later.origin = c.origin and later.size > c.size and later.at < $1
    and date_trunc('hour', later.at) = date_trunc('hour', c.at) and later.witnesses >= c.witnesses)
"""


async def prepare(connection: Connection) -> None:
    """Make a connection ready for sequencing."""
    for setting in _BY_KEYS:
        await connection.fetch(setting)


async def head(connection: Connection, *, lock: bool = False) -> Head | None:
    """Return the committed head, or None before the first; locked for whoever is in a transaction and asks for it."""
    rows = await connection.fetch(_LOCK if lock else _HEAD)
    return Head(*rows[0]) if rows else None


async def begin(connection: Connection, head: Head) -> None:
    """Write the head of an empty tree, unless somebody has."""
    await connection.fetch(_BEGIN, head.origin, head.size, head.root, head.at)


async def move(connection: Connection, head: Head) -> None:
    """Write the head as it is now."""
    await connection.fetch(_MOVE, head.origin, head.size, head.root, head.at, head.reopens)


async def waiting(connection: Connection) -> bool:
    """Tell whether an entry has no place yet."""
    return bool(await connection.fetch(_WAITING))


async def oldest_waiting(connection: Connection, most: int) -> list[Any]:  # Any: asyncpg's Record
    """Return the oldest entries without a place, with what their leaves and seals say."""
    return await connection.fetch(_OLDEST, most)


async def place(connection: Connection, entries: Iterable[Any], places: Iterable[int]) -> None:  # Any: as above
    """Give these entries their places."""
    rows = [(row["exchange"], row["ended"], place) for row, place in zip(entries, places, strict=True)]
    if rows:
        await connection.fetch(_PLACE, *map(list, zip(*rows, strict=True)))


async def write_tiles(connection: Connection, tiles: Iterable[tuple[Tile, bytes]]) -> None:
    """Write tiles; a partial one takes the place of the narrower one before."""
    rows = [(tile.level, tile.index, hashes) for tile, hashes in tiles]
    if rows:
        await connection.fetch(_WRITE_TILES, *map(list, zip(*rows, strict=True)))


async def tiles_there(connection: Connection, wanted: Iterable[Tile]) -> dict[Tile, bytes]:
    """Return the hashes of the tiles that are stored, none wider than its name says."""
    names = list(wanted)
    rows = await connection.fetch(_TILES, [tile.level for tile in names], [tile.index for tile in names])
    stored = {(row["level"], row["index"]): row["hashes"] for row in rows}
    found = ((tile, stored.get((tile.level, tile.index))) for tile in names)
    return {tile: hashes[: tile.width * HASH_SIZE] for tile, hashes in found if hashes is not None}


async def read_tiles(connection: Connection, wanted: Iterable[Tile]) -> dict[Tile, bytes]:
    """Return the hashes of these tiles, each as wide as its name says; raise `TileMalformed` for one that is not."""
    names = list(wanted)
    stored = await tiles_there(connection, names)
    found = {tile: stored.get(tile, b"") for tile in names}
    for tile, hashes in found.items():
        if len(hashes) != tile.width * HASH_SIZE:
            raise TileMalformed(f"{tile.path} is not there")
    return found


async def computed(connection: Connection, compute: Callable[[Read], T]) -> T:
    """Return what a computation over tiles gives: run once to learn which it reads, and once over what is there.

    Which tiles are read hangs on the tree's size alone, never on what stands in them. Raises as `read_tiles` does.
    """
    asked: dict[Tile, None] = {}

    def blank(tile: Tile) -> bytes:
        asked[tile] = None
        return bytes(tile.width * HASH_SIZE)

    compute(blank)
    found = await read_tiles(connection, asked)
    return compute(found.__getitem__)


async def edge(connection: Connection, head: Head) -> Edge:
    """Return the right edge of the tree, ready to grow.

    Raise `LedgerRefused` when the tiles, or the places of entries, are not those of the head.
    """

    def load(read: Read) -> Edge:
        return Edge.load(head.size, read)

    found = await computed(connection, load)
    if found.root() != head.root:
        raise LedgerRefused("ledger-forked", size=head.size, why="the tiles are not those of the head")
    if await connection.fetch(_BEYOND, head.size):
        raise LedgerRefused("ledger-forked", size=head.size, why="an entry has a place beyond the head")
    return found


async def newest(connection: Connection, origin: str) -> Kept | None:
    """Return the checkpoint of an origin that was kept last."""
    rows = await connection.fetch(_NEWEST, origin)
    return Kept(*rows[0]) if rows else None


async def best_since(connection: Connection, origin: str, size: int) -> Kept | None:
    """Return the checkpoint over at least `size` leaves that most witnesses have signed, the newest of those."""
    rows = await connection.fetch(_SINCE, origin, size)
    return Kept(*rows[0]) if rows else None


async def keep(connection: Connection, kept: Kept) -> None:
    """Write a checkpoint; one of the same size is there only if somebody has signed the same tree before."""
    await connection.fetch(_KEEP, kept.origin, kept.size, kept.at, kept.note)


async def cosign(connection: Connection, kept: Kept, note: bytes, *, witnesses: int) -> None:
    """Put the note with the lines of that many witnesses in place of the one without."""
    await connection.fetch(_COSIGN, kept.origin, kept.size, note, witnesses)


async def stamp(connection: Connection, kept: Kept, token: bytes) -> None:
    """Keep what a time-stamp authority says about a checkpoint."""
    await connection.fetch(_STAMP, kept.origin, kept.size, token)


async def stamped_at(connection: Connection) -> datetime | None:
    """Return the moment of the newest checkpoint that was time-stamped."""
    found: datetime | None = (await connection.fetch(_STAMPED))[0][0]
    return found


async def thin(connection: Connection, before: datetime) -> None:
    """Forget checkpoints older than `before`, except the last of each hour and those that others have time-stamped."""
    await connection.fetch(_THIN, before)
