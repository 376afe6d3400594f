"""The walk through an exported ledger: entries, tiles and details side by side, 256 at a time, each read once.

The tiles are taken for the tree: so an entry that was changed in the record is named by its index.
"""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import orjson

from evidence.entries import Leaf, LeafMalformed, Phase, unspell_bytes
from evidence.exports import Export
from evidence.faults import Faults
from evidence.jws import Members, strict_object
from evidence.merkle import HASH_SIZE, leaf_hash
from evidence.receipts import agrees, opens
from evidence.tiles import ENTRIES, WIDTH, Edge, Tile, TileMalformed, entries_in

_BUCKETS: Final = 256


class Walk:
    """One reading of a ledger of `size` entries; what does not hold goes to `faults`."""

    def __init__(self, export: Export, size: int, faults: Faults) -> None:
        self._export, self._size, self._faults = export, size, faults
        self._details = _Details(export.details(), faults)
        self._once = _Once()
        self._partial: dict[int, tuple[Tile, bytes]] = {}
        self.edge = Edge()
        self.entries = self.tiles = self.opened = 0  # read and in order

    def roots(self, sizes: Iterable[int]) -> dict[int, bytes]:
        """Walk to the end, or to where neither entries nor tile are left; return the roots at these sizes."""
        asked = set(sizes)
        wanted, found = sorted(asked), {0: self.edge.root()}
        for hashes in self._hashes():
            start = self.edge.size
            stops = [
                size - start for size in wanted[bisect_right(wanted, start) : bisect_left(wanted, start + len(hashes))]
            ]
            for begin, end in zip([0, *stops], [*stops, len(hashes)], strict=True):
                self._extend(hashes[begin:end])
                if self.edge.size in asked:
                    found[self.edge.size] = self.edge.root()
        for tile, made in self._partial.values():  # those that the newest tree has
            self._compare(tile, made)
        self._name_repeated()
        self._details.finish()
        return found

    def _hashes(self) -> Iterator[Sequence[bytes]]:
        for index in range(-(-self._size // WIDTH)):
            wide = min(WIDTH, self._size - index * WIDTH)
            entries, tile = self._entries(index, wide), self._read(Tile(0, index, wide))
            hashes = [leaf_hash(entry) for entry in entries]
            if not entries:
                self._faults.add("tiles-whole", path=Tile(ENTRIES, index, wide).path)
            if tile is None:
                self._faults.add("tiles-whole", path=Tile(0, index, wide).path)
                tile = b"".join(hashes)
            logged = [tile[at : at + HASH_SIZE] for at in range(0, len(tile), HASH_SIZE)]
            for place, entry in enumerate(entries):
                self._entry(index * WIDTH + place, entry, unchanged=hashes[place] == logged[place])
            self.entries += len(entries)
            self.tiles += 1
            if not logged:
                return
            yield logged

    def _entries(self, index: int, wide: int) -> list[bytes]:
        """Return the entries of a bundle, none when it is gone or broken."""
        tile = Tile(ENTRIES, index, wide)
        for path in (tile.path, Tile(ENTRIES, index).path):
            found = self._export.read(path)
            if found is not None:
                try:
                    entries = entries_in(found)[:wide]
                except TileMalformed:
                    break
                if len(entries) == wide:
                    return entries
        return []

    def _read(self, tile: Tile) -> bytes | None:
        """Return the hashes of a tile, from the full one where the partial is gone; None unless they are all there."""
        found = self._export.read(tile.path) or self._export.read(Tile(tile.level, tile.index).path) or b""
        wanted = tile.width * HASH_SIZE
        return found[:wanted] if len(found) >= wanted else None

    def _entry(self, index: int, entry: bytes, *, unchanged: bool) -> None:
        if not entry:
            self._faults.add("entries-there", index=index)
            return
        try:
            leaf = Leaf.read(entry)
        except LeafMalformed:
            self._faults.add("entries-read", index=index)
            return
        if not unchanged:
            self._faults.add("entries-unchanged", index=index, exchange=leaf.exchange)
        self._once.add(leaf)
        given = self._details.at(index)
        if given is not None:
            self.opened += 1
            salt, details = given
            if not opens(leaf, salt, details) or not agrees(leaf, details):
                self._faults.add("details-opened", index=index, exchange=leaf.exchange)

    def _extend(self, hashes: Sequence[bytes]) -> None:
        for tile, made in self.edge.extend(hashes):
            if tile.level == 0:
                continue  # that is where the hashes come from
            if tile.width == WIDTH:
                self._compare(tile, made)
                self._partial.pop(tile.level, None)
            else:
                self._partial[tile.level] = (tile, made)

    def _compare(self, tile: Tile, made: bytes) -> None:
        self.tiles += 1
        if self._read(tile) != made:
            self._faults.add("tiles-whole", path=tile.path)

    def _name_repeated(self) -> None:
        repeated = self._once.repeated()
        if not repeated:
            return  # and nobody pays for a second reading
        met: set[tuple[str, bool]] = set()
        for index in range(-(-self._size // WIDTH)):
            for place, entry in enumerate(self._entries(index, min(WIDTH, self._size - index * WIDTH))):
                key = _key_of(entry)
                if key is not None and hash(key) in repeated:
                    if key in met:
                        self._faults.add("entries-once", exchange=key[0], index=index * WIDTH + place)
                    met.add(key)


def _key_of(entry: bytes) -> tuple[str, bool] | None:
    try:
        leaf = Leaf.read(entry)
    except LeafMalformed:
        return None
    return leaf.exchange, leaf.phase is not Phase.INTENT


class _Once:
    """Which exchanges and phases were met, in eight bytes each: a set of them would not fit into memory."""

    def __init__(self) -> None:
        self._hashes = [array("q") for _ in range(_BUCKETS)]

    def add(self, leaf: Leaf) -> None:
        """Note the leaf's exchange and phase."""
        met = hash((leaf.exchange, leaf.phase is not Phase.INTENT))  # of an exchange's two ends the first one wins
        self._hashes[met % _BUCKETS].append(met)

    def repeated(self) -> set[int]:
        """Return the hashes met twice: by the same entry or, hardly ever, by chance."""
        found: set[int] = set()
        for bucket in self._hashes:
            ordered = sorted(bucket)
            found.update(one for one, following in pairwise(ordered) if one == following)
        return found


@dataclass(slots=True)
class _Details:
    """The lines of the details, in step with the entries."""

    lines: Iterator[bytes]
    faults: Faults
    line: int = 0
    waiting: tuple[int, bytes, Members] | None = None
    begun: bool = False

    def at(self, index: int) -> tuple[bytes, Members] | None:
        """Return salt and details of an entry, if they are given; lines out of order are faults and passed over."""
        if not self.begun:
            self.begun = True
            self._next()
        while self.waiting is not None and self.waiting[0] < index:
            self.faults.add("details-read", line=self.line)
            self._next()
        if self.waiting is None or self.waiting[0] != index:
            return None
        _, salt, details = self.waiting
        self._next()
        return salt, details

    def finish(self) -> None:
        """Name what is left: it is of no entry."""
        while self.waiting is not None:
            self.faults.add("details-read", line=self.line)
            self._next()

    def _next(self) -> None:
        self.waiting = None
        for text in self.lines:
            self.line += 1
            try:
                stated = _read_strictly(text)
                index, salt, details = stated["index"], unspell_bytes(stated["salt"]), stated["details"]
                if type(index) is int and isinstance(details, dict):
                    self.waiting = (index, salt, details)
                    return
            except (KeyError, TypeError, ValueError):
                pass
            self.faults.add("details-read", line=self.line)


def _read_strictly(line: bytes) -> Members:
    """Return the object of a line as `strict_object` does, at a third of its cost for one that is written as we write.

    What reads back into the same bytes has no member twice, and no number that somebody would read otherwise.
    """
    try:
        found = orjson.loads(line)
        if type(found) is dict and orjson.dumps(found) == line.rstrip(b"\n"):
            return found
    except ValueError:
        pass  # it may still be one, spelt in another way
    return strict_object(line)
