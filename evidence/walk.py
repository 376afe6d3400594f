"""One pass through an exported ledger: entries, tiles and details side by side, 256 at a time, each read once.

The tiles are taken for the tree: so an entry that was changed in the record is named by its index.
"""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Final

import orjson

from evidence import legal_acts
from evidence.base64url import b64url_decode
from evidence.entries import Leaf, LeafMalformed, Phase
from evidence.erasures import ERASE, Erasure, Erasures
from evidence.exports import SYSTEM_KEYS, Export
from evidence.faults import Faults
from evidence.jws import Members, strict_object
from evidence.merkle import HASH_SIZE, leaf_hash
from evidence.receipts import agrees, opens
from evidence.tiles import ENTRIES, WIDTH, Edge, Tile, TileMalformed, entries_in

_BUCKETS: Final = 256
_ERASES: Final = f'"{ERASE}"'.encode()  # stands in the line of every erasure


class Walk:
    """One pass through a ledger of `size` entries; what fails is added to `faults`."""

    def __init__(self, export: Export, size: int, faults: Faults) -> None:
        self._export, self._size, self._faults = export, size, faults
        self._details = _Details(export.details(), faults)
        self._erasures = Erasures(_stated_erasures(export))
        self._repeated_entries = _RepeatedEntries()
        self._partial: dict[int, tuple[Tile, bytes]] = {}
        self.edge = Edge()
        self.entries = self.tiles = self.opened = 0  # read and in order
        self.signed = self.erased = 0  # legal acts; entries of which another tells that their details were erased

    @cached_property
    def _systems(self) -> legal_acts.SystemKeys:
        """Public keys of the signing systems, read at the first signature; a served ledger has none beside it."""
        return legal_acts.system_keys(_system_keys(self._export))

    def roots(self, sizes: Iterable[int]) -> dict[int, bytes]:
        """Walk to the end, or as far as entries or tiles go; return the root at each of these sizes."""
        wanted_sizes = set(sizes)
        wanted, roots = sorted(wanted_sizes), {0: self.edge.root()}
        for hashes in self._hashes():
            start = self.edge.size
            stops = [
                size - start for size in wanted[bisect_right(wanted, start) : bisect_left(wanted, start + len(hashes))]
            ]
            for begin, end in zip([0, *stops], [*stops, len(hashes)], strict=True):
                self._extend(hashes[begin:end])
                if self.edge.size in wanted_sizes:
                    roots[self.edge.size] = self.edge.root()
        for tile, made in self._partial.values():  # those that the newest tree has
            self._compare(tile, made)
        self._name_repeated()
        self._details.finish()
        if self.erased > (stated := self._erasures.rows("details")):  # more are gone than any entry states
            self._faults.add("details-whole", missing=self.erased, erased=stated)
        return roots

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
        """Return the entries of a bundle; none when it is missing or malformed."""
        tile = Tile(ENTRIES, index, wide)
        for path in (tile.path, Tile(ENTRIES, index).path):
            content = self._export.read(path)
            if content is not None:
                try:
                    entries = entries_in(content)[:wide]
                except TileMalformed:
                    break
                if len(entries) == wide:
                    return entries
        return []

    def _read(self, tile: Tile) -> bytes | None:
        """Return the hashes of a tile, from the full tile if the partial one is gone; None if some are missing."""
        content = self._export.read(tile.path) or self._export.read(Tile(tile.level, tile.index).path) or b""
        wanted = tile.width * HASH_SIZE
        return content[:wanted] if len(content) >= wanted else None

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
        self._repeated_entries.add(leaf)
        self._open(index, leaf)

    def _open(self, index: int, leaf: Leaf) -> None:
        opening = self._details.at(index)
        if opening is None:
            if self._details.given:
                self._details_missing(leaf)
            return
        self.opened += 1
        if not opens(leaf, opening.salt, opening.details) or not agrees(leaf, opening.details):
            self._faults.add("details-opened", index=index, exchange=leaf.exchange)
        if legal_acts.is_signed(opening.details, opening.signature):
            findings = list(legal_acts.check(opening.details, opening.signature, self._systems, leaf.exchange))
            self._faults.take(findings)
            self.signed += any(finding.code == "request-signed" for finding in findings)

    def _details_missing(self, leaf: Leaf) -> None:
        if self._erasures.explain(leaf.exchange, "details") is not None:
            self.erased += 1
        else:
            self._faults.add("details-there", exchange=leaf.exchange, phase=leaf.phase.value)

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
        repeated = self._repeated_entries.repeated()
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


class _RepeatedEntries:
    """Finds repeated entries with eight bytes per entry: a set of all ids would not fit into memory."""

    def __init__(self) -> None:
        self._hashes = [array("q") for _ in range(_BUCKETS)]

    def add(self, leaf: Leaf) -> None:
        """Add the hash of the leaf's exchange and phase."""
        met = hash((leaf.exchange, leaf.phase is not Phase.INTENT))  # of an exchange's two ends the first one wins
        self._hashes[met % _BUCKETS].append(met)

    def repeated(self) -> set[int]:
        """Return the hashes added twice: by repeated entries or, very rarely, by a collision."""
        repeated: set[int] = set()
        for bucket in self._hashes:
            ordered = sorted(bucket)
            repeated.update(one for one, following in pairwise(ordered) if one == following)
        return repeated


@dataclass(frozen=True, slots=True)
class _Opening:
    """Salt and details that open an entry, and the signature kept beside it."""

    index: int
    salt: bytes
    details: Members
    signature: Members | None


def _opening(line: bytes) -> _Opening | None:
    """Return the opening of a line of details, or None when it is malformed."""
    try:
        stated = _read_strictly(line)
        index, salt, details = stated["index"], b64url_decode(stated["salt"]), stated["details"]
    except (KeyError, TypeError, ValueError):
        return None
    signature = stated.get("signature")
    if type(index) is not int or not isinstance(details, dict) or not isinstance(signature, dict | None):
        return None
    return _Opening(index, salt, details, signature)


@dataclass(slots=True)
class _Details:
    """Reads the lines of details in step with the entries."""

    lines: Iterator[bytes]
    faults: Faults
    line: int = 0
    waiting: _Opening | None = None
    begun: bool = False

    @property
    def given(self) -> bool:
        """Whether there are any details: then there should be some for every entry."""
        return self.line > 0

    def at(self, index: int) -> _Opening | None:
        """Return the opening of an entry, if there is one; lines out of order are faults and skipped."""
        if not self.begun:
            self.begun = True
            self._next()
        while self.waiting is not None and self.waiting.index < index:
            self.faults.add("details-read", line=self.line)
            self._next()
        if self.waiting is None or self.waiting.index != index:
            return None
        opening = self.waiting
        self._next()
        return opening

    def finish(self) -> None:
        """Add a fault for each line left: it belongs to no entry."""
        while self.waiting is not None:
            self.faults.add("details-read", line=self.line)
            self._next()

    def _next(self) -> None:
        self.waiting = None
        for text in self.lines:
            self.line += 1
            self.waiting = _opening(text)
            if self.waiting is not None:
                return
            self.faults.add("details-read", line=self.line)


def _stated_erasures(export: Export) -> Iterator[Erasure]:
    """Yield the erasures that the details state, read ahead: an erasure is stated in a later entry than those erased.

    Whether those entries commit to it is seen when the walk comes by; a line that is of none is a fault.
    """
    for line in export.details():
        opening = _opening(line) if _ERASES in line else None
        erasure = Erasure.of(opening.details) if opening is not None else None
        if erasure is not None:
            yield erasure


def _system_keys(export: Export) -> Sequence[object]:
    content = export.read(SYSTEM_KEYS)
    try:
        keys = strict_object(content)["keys"] if content is not None else []
    except (KeyError, ValueError):
        return []
    return keys if isinstance(keys, list) else []


def _read_strictly(line: bytes) -> Members:
    """Return the object of a line as `strict_object` does, at a third of its cost for one that is written as we write.

    What reads back into the same bytes has no member twice, and no number that somebody would read otherwise.
    """
    try:
        members = orjson.loads(line)
        if type(members) is dict and orjson.dumps(members) == line.rstrip(b"\n"):
            return members
    except (TypeError, ValueError):  # nested deeper than orjson writes is the first
        pass  # it may still be one, spelt in another way
    return strict_object(line)
