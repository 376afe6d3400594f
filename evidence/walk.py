"""The walk through an exported ledger: entries, tiles and details side by side, 256 at a time, each read once.

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
    """One reading of a ledger of `size` entries; what does not hold goes to `faults`."""

    def __init__(self, export: Export, size: int, faults: Faults) -> None:
        self._export, self._size, self._faults = export, size, faults
        self._details = _Details(export.details(), faults)
        self._erasures = Erasures(_told(export))
        self._once = _Once()
        self._partial: dict[int, tuple[Tile, bytes]] = {}
        self.edge = Edge()
        self.entries = self.tiles = self.opened = 0  # read and in order
        self.signed = self.erased = 0  # legal acts; entries of which another tells that their details were erased

    @cached_property
    def _systems(self) -> legal_acts.SystemKeys:
        """The keys of who signed, read when the first signature is there: beside a served ledger lie none."""
        return legal_acts.system_keys(_system_keys(self._export))

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
        if self.erased > (told := self._erasures.rows("details")):  # more are gone than anybody has told of
            self._faults.add("details-whole", missing=self.erased, erased=told)
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
        self._open(index, leaf)

    def _open(self, index: int, leaf: Leaf) -> None:
        given = self._details.at(index)
        if given is None:
            if self._details.given:
                self._missing(leaf)
            return
        self.opened += 1
        if not opens(leaf, given.salt, given.details) or not agrees(leaf, given.details):
            self._faults.add("details-opened", index=index, exchange=leaf.exchange)
        if legal_acts.is_signed(given.details, given.signature):
            findings = list(legal_acts.check(given.details, given.signature, self._systems, leaf.exchange))
            self._faults.take(findings)
            self.signed += any(finding.code == "request-signed" for finding in findings)

    def _missing(self, leaf: Leaf) -> None:
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


@dataclass(frozen=True, slots=True)
class _Opening:
    """What opens an entry, and the signature that is kept beside it."""

    index: int
    salt: bytes
    details: Members
    signature: Members | None


def _opening(line: bytes) -> _Opening | None:
    """Return the opening of a line, or None for a line that is none."""
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
    """The lines of the details, in step with the entries."""

    lines: Iterator[bytes]
    faults: Faults
    line: int = 0
    waiting: _Opening | None = None
    begun: bool = False

    @property
    def given(self) -> bool:
        """Whether there are any: then those of every entry should be."""
        return self.line > 0

    def at(self, index: int) -> _Opening | None:
        """Return what opens an entry, if it is given; lines out of order are faults and passed over."""
        if not self.begun:
            self.begun = True
            self._next()
        while self.waiting is not None and self.waiting.index < index:
            self.faults.add("details-read", line=self.line)
            self._next()
        if self.waiting is None or self.waiting.index != index:
            return None
        found = self.waiting
        self._next()
        return found

    def finish(self) -> None:
        """Name what is left: it is of no entry."""
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


def _told(export: Export) -> Iterator[Erasure]:
    """Yield what was erased as the details tell, read ahead: whoever erases an entry tells so in a later one.

    Whether those entries commit to it is seen when the walk comes by; a line that is of none is a fault.
    """
    for line in export.details():
        opening = _opening(line) if _ERASES in line else None
        erasure = Erasure.of(opening.details) if opening is not None else None
        if erasure is not None:
            yield erasure


def _system_keys(export: Export) -> Sequence[object]:
    told = export.read(SYSTEM_KEYS)
    try:
        keys = strict_object(told)["keys"] if told is not None else []
    except (KeyError, ValueError):
        return []
    return keys if isinstance(keys, list) else []


def _read_strictly(line: bytes) -> Members:
    """Return the object of a line as `strict_object` does, at a third of its cost for one that is written as we write.

    What reads back into the same bytes has no member twice, and no number that somebody would read otherwise.
    """
    try:
        found = orjson.loads(line)
        if type(found) is dict and orjson.dumps(found) == line.rstrip(b"\n"):
            return found
    except (TypeError, ValueError):  # nested deeper than orjson writes is the first
        pass  # it may still be one, spelt in another way
    return strict_object(line)
