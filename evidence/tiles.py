"""Merkle tree tiles of 256 hashes (C2SP tlog-tiles): paths, growth, and proofs computed from tiles."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Self, TypeAlias

from evidence import merkle
from evidence.merkle import HASH_SIZE

WIDTH: Final = 256
HEIGHT: Final = 8  # levels of the tree in one tile
ENTRIES: Final = -1  # the "level" of the entry bundles
_MOST: Final = 2**63  # tiles of a level: what a database counts, so that a longer path is none and needs no work
_PATH: Final = re.compile(
    r"tile/(entries|0|[1-9][0-9]?)/((?:x[0-9]{3}/){0,6})([0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?", re.ASCII
)
_LENGTH: Final = 2  # bytes before each entry of a bundle


class TileMalformed(ValueError):  # noqa: N818 - errors are sentences here
    """A malformed tile path, tile or entry bundle."""


@dataclass(frozen=True, slots=True)
class Tile:
    """A tile's level, its index in the level and its width in hashes; level `ENTRIES` is an entry bundle."""

    level: int
    index: int
    width: int = WIDTH

    @property
    def path(self) -> str:
        """Its path in the log, such as `tile/0/x001/x234/067.p/12`."""
        digits = f"{self.index:d}"
        digits = digits.zfill(-(-len(digits) // 3) * 3)
        *most, last = (digits[at : at + 3] for at in range(0, len(digits), 3))
        level = "entries" if self.level == ENTRIES else str(self.level)
        partial = "" if self.width == WIDTH else f".p/{self.width}"
        return f"tile/{level}/{''.join(f'x{part}/' for part in most)}{last}{partial}"

    @classmethod
    def at(cls, path: str) -> Self:
        """Return the tile of a path; raise `TileMalformed` for any but its one path."""
        match = _PATH.fullmatch(path)
        if match is None:
            raise TileMalformed("no path of a tile")
        level = ENTRIES if match[1] == "entries" else int(match[1])
        tile = cls(level, int(re.sub("[x/]", "", match[2]) + match[3]), int(match[4] or WIDTH))
        if tile.path != path or tile.width > WIDTH:  # leading groups of zeros, a width of 256 spelt out
            raise TileMalformed("not the one path of a tile")
        if tile.index >= _MOST:
            raise TileMalformed("beyond every tree")
        return tile


Read: TypeAlias = Callable[[Tile], bytes]  # the hashes of a tile, one after the other: at least as many as it is wide


def tiles_of(size: int) -> Iterator[Tile]:
    """Yield the tiles of the tree of `size` leaves, without entry bundles, level by level."""
    for level, count in enumerate(_counts(size)):
        for index in range(-(-count // WIDTH)):
            yield Tile(level, index, min(WIDTH, count - index * WIDTH))


def _counts(size: int) -> Iterator[int]:
    while size:
        yield size
        size //= WIDTH


def hashes_in(tile: bytes) -> list[bytes]:
    """Return the hashes of a tile; raise `TileMalformed` unless it holds 1 to 256 whole ones."""
    if not 0 < len(tile) <= WIDTH * HASH_SIZE or len(tile) % HASH_SIZE:
        raise TileMalformed("not one to 256 whole hashes")
    return [tile[at : at + HASH_SIZE] for at in range(0, len(tile), HASH_SIZE)]


def bundle(entries: Iterable[bytes]) -> bytes:
    """Return the entry bundle: each entry after its length in two bytes. Raise `OverflowError` beyond 65,535 bytes."""
    return b"".join(len(entry).to_bytes(_LENGTH, "big") + entry for entry in entries)


def entries_in(bundle: bytes) -> list[bytes]:
    """Return the entries of a bundle; raise `TileMalformed` unless it holds 1 to 256 whole ones."""
    entries, at = [], 0
    while at < len(bundle):
        start = at + _LENGTH
        at = start + int.from_bytes(bundle[at:start], "big")
        entries.append(bundle[start:at])
    if at != len(bundle) or not 0 < len(entries) <= WIDTH:
        raise TileMalformed("not one to 256 whole entries")
    return entries


def subtree(size: int, read: Read) -> merkle.Subtree:
    """Return a function that computes subtree hashes of the tree of `size` leaves from its tiles."""

    def read_hashes(level: int, first: int, count: int) -> Sequence[bytes]:
        index, offset = divmod(first, WIDTH)
        wide = min(WIDTH, (size >> HEIGHT * level) - index * WIDTH)
        hashes = hashes_in(read(Tile(level, index, wide)))
        if len(hashes) < offset + count:
            raise TileMalformed("narrower than its name")
        return hashes[offset : offset + count]

    def found(start: int, end: int) -> bytes:
        leaves = end - start
        if leaves == 0:
            return merkle.EMPTY_ROOT
        if leaves & (leaves - 1):  # no power of two: the left part is one, and so on down the right edge
            middle = start + merkle.split(leaves)
            return merkle.node_hash(found(start, middle), found(middle, end))
        level, height = divmod(leaves.bit_length() - 1, HEIGHT)
        return merkle.root(read_hashes(level, start >> HEIGHT * level, 1 << height))

    return found


def root(size: int, read: Read) -> bytes:
    """Return the root of the tree of `size` leaves, computed from its tiles; raise `TileMalformed` for broken ones."""
    return subtree(size, read)(0, size)


def inclusion_proof(index: int, size: int, read: Read) -> list[bytes]:
    """Return the proof that leaf `index` is in the tree of `size` leaves; raise `ValueError` for a leaf beyond it."""
    return merkle.inclusion_proof(index, size, subtree(size, read))


def consistency_proof(old: int, new: int, read: Read) -> list[bytes]:
    """Return the proof that the tree of `old` leaves begins that of `new`; raise `ValueError` when it cannot."""
    return merkle.consistency_proof(old, new, subtree(new, read))


class Edge:
    """Right edge of a growing tree: at each level the hashes that fill no tile yet, at most 255.

    All that a sequencer needs in memory; a copy of it is cheap.
    """

    def __init__(self, size: int = 0, levels: Iterable[list[bytes]] = ()) -> None:
        self.size = size
        self._levels = list(levels)

    @classmethod
    def load(cls, size: int, read: Read) -> Self:
        """Return the edge of the tree of `size` leaves; raise `TileMalformed` for a tile that is too narrow."""
        levels = []
        for level, count in enumerate(_counts(size)):
            index, wide = divmod(count, WIDTH)
            hashes = hashes_in(read(Tile(level, index, wide)))[:wide] if wide else []
            if len(hashes) < wide:
                raise TileMalformed("narrower than its name")
            levels.append(hashes)
        return cls(size, levels)

    def copy(self) -> Self:
        """Return a copy, to be thrown away when a transaction fails."""
        return type(self)(self.size, map(list, self._levels))

    def extend(self, leaf_hashes: Iterable[bytes]) -> list[tuple[Tile, bytes]]:
        """Add leaves; return the tiles to write: the full ones, then the partial ones that have changed."""
        before = self.size
        full = [made for leaf in leaf_hashes for made in self._add(leaf)]
        partial = [
            (Tile(level, self.size >> HEIGHT * (level + 1), len(hashes)), b"".join(hashes))
            for level, hashes in enumerate(self._levels)
            if hashes and self.size >> HEIGHT * level != before >> HEIGHT * level
        ]
        return full + partial

    def _add(self, leaf: bytes) -> Iterator[tuple[Tile, bytes]]:
        self.size += 1
        carried: bytes | None = leaf
        level = 0
        while carried is not None:
            if level == len(self._levels):
                self._levels.append([])
            hashes = self._levels[level]
            hashes.append(carried)
            carried = None
            if len(hashes) == WIDTH:
                yield Tile(level, (self.size >> HEIGHT * (level + 1)) - 1), b"".join(hashes)
                carried = merkle.root(hashes)
                hashes.clear()
            level += 1

    def root(self) -> bytes:
        """Return the root of the tree, 32 bytes."""
        computed: bytes | None = None
        for hashes in self._levels:
            computed = _fold(hashes, computed)
        return merkle.EMPTY_ROOT if computed is None else computed


def _fold(hashes: Sequence[bytes], right: bytes | None) -> bytes | None:
    """Return the root over complete subtrees of one size, followed by a smaller rest."""
    at = len(hashes)
    while at:  # the smallest power of two first: they stand at the right
        wide = at & -at
        whole = merkle.root(hashes[at - wide : at])
        right = whole if right is None else merkle.node_hash(whole, right)
        at -= wide
    return right
