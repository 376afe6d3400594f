"""Tiles: the paths of C2SP, a published log, and a tree that grows in steps."""

import json
from base64 import b64decode
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence import merkle, tiles
from evidence.checkpoints import Checkpoint
from evidence.note_keys import verified
from evidence.notes import Note, VerifierKey
from evidence.tiles import ENTRIES, Edge, Tile, TileMalformed

LOG = json.loads(Path(__file__).parents[1].joinpath("data/tlog/tessera_testdata_log.json").read_text("utf-8"))
TILES = {path: b64decode(tile) for path, tile in LOG["tiles_base64"].items()}


def leaf_hashes(size: int) -> list[bytes]:
    return [merkle.leaf_hash(number.to_bytes(3, "big")) for number in range(size)]


class Shelf:
    """Tiles by their paths; what is missing in its width is looked for in the full tile."""

    def __init__(self, edge: Edge) -> None:
        self.edge = edge
        self.tiles: dict[Tile, bytes] = {}

    def grow(self, hashes: list[bytes]) -> None:
        self.tiles.update(self.edge.extend(hashes))

    def read(self, tile: Tile) -> bytes:
        found = self.tiles.get(tile) or self.tiles[Tile(tile.level, tile.index)]
        return found[: tile.width * merkle.HASH_SIZE]


@pytest.mark.parametrize(
    ("tile", "path"),
    [
        (Tile(0, 1_234_067), "tile/0/x001/x234/067"),
        (Tile(0, 0, 1), "tile/0/000.p/1"),
        (Tile(12, 999), "tile/12/999"),
        (Tile(1, 1000, 255), "tile/1/x001/000.p/255"),
        (Tile(ENTRIES, 273, 112), "tile/entries/273.p/112"),
        (Tile(0, 2**63 - 1), "tile/0/x009/x223/x372/x036/x854/x775/807"),
    ],
    ids=["three groups", "partial", "one group", "two groups", "entries", "the last one"],
)
def test_a_tile_has_one_path(tile: Tile, path: str) -> None:
    assert tile.path == path
    assert Tile.at(path) == tile


@pytest.mark.parametrize(
    "path",
    ["tile/0/0", "tile/00/000", "tile/0/x000/001", "tile/0/001.p/256", "tile/0/001.p/0", "tile/0/001.p/01",
     "tile/0/1234", "tile/0/../0/001", "tile/-1/000", "tile/0/໐໐໑", "tile/entries/000.p/999", "tile/0/000.p/257",
     "tile/0/x009/x223/x372/x036/x854/x775/808", "tile/0/" + "x999/" * 300 + "999"],
)  # fmt: skip
def test_any_other_path_is_refused(path: str) -> None:
    with pytest.raises(TileMalformed):
        Tile.at(path)


def test_a_tree_of_seventy_thousand_has_the_tiles_of_the_specification() -> None:
    found = list(tiles.tiles_of(70_000))
    assert len([tile for tile in found if tile.level == 0]) == 274
    assert [tile for tile in found if tile.width < tiles.WIDTH] == [Tile(0, 273, 112), Tile(1, 1, 17), Tile(2, 0, 1)]
    assert list(tiles.tiles_of(256)) == [Tile(0, 0), Tile(1, 0, 1)]


@pytest.mark.parametrize("path", [path for path in TILES if "entries" in path])
def test_the_bundles_of_the_published_log_are_read_and_written(path: str) -> None:
    bundle = TILES[path]
    entries = tiles.entries_in(bundle)
    assert tiles.bundle(entries) == bundle
    hashes = b"".join(map(merkle.leaf_hash, entries))
    assert hashes == TILES[path.replace("entries", "0")]
    assert [entry.decode() for entry in entries] == LOG["leaves_utf8"][: len(entries)]


@pytest.mark.parametrize("name", LOG["checkpoints"])
def test_the_checkpoints_of_the_published_log_hold(name: str) -> None:
    note = Note.read(LOG["checkpoints"][name].encode())
    head = Checkpoint.read(note.text)
    assert [signed.key.vkey for signed in verified(note, [VerifierKey.read(LOG["vkey"])])] == [LOG["vkey"]]
    edge = Edge()
    edge.extend(merkle.leaf_hash(leaf.encode()) for leaf in LOG["leaves_utf8"][: head.size])
    assert edge.root() == head.root == tiles.root(head.size, lambda tile: TILES[tile.path])


def test_every_two_checkpoints_of_the_published_log_are_consistent() -> None:
    heads = [Checkpoint.read(Note.read(note.encode()).text) for note in LOG["checkpoints"].values()]
    for older in heads:
        for newer in heads:
            if older.size <= newer.size:
                proof = tiles.consistency_proof(older.size, newer.size, lambda tile: TILES[tile.path])
                assert newer.follows(older, proof)


@settings(max_examples=25)
@given(st.lists(st.integers(0, 700), max_size=4), st.data())
def test_a_tree_that_grows_in_steps_is_the_tree_made_at_once(steps: list[int], data: st.DataObject) -> None:
    hashes = leaf_hashes(sum(steps))
    shelf, size = Shelf(Edge()), 0
    for step in steps:
        shelf.edge = Edge.load(size, shelf.read) if data.draw(st.booleans()) else shelf.edge.copy()
        shelf.grow(hashes[size : size + step])
        size += step
        assert shelf.edge.root() == merkle.root(hashes[:size]) == tiles.root(size, shelf.read)
    assert set(tiles.tiles_of(size)) <= set(shelf.tiles)


@pytest.mark.parametrize("size", [1, 255, 256, 257, 511, 65_536, 65_537, 70_000])
def test_proofs_are_read_from_tiles(size: int) -> None:
    shelf, hashes = Shelf(Edge()), leaf_hashes(size)
    shelf.grow(hashes)
    root = shelf.edge.root()
    for index in {0, size // 3, size - 1}:
        proof = tiles.inclusion_proof(index, size, shelf.read)
        assert merkle.inclusion_holds(hashes[index], index, size, proof, root)
    for old in {1, size // 2 + 1, size}:
        proof = tiles.consistency_proof(old, size, shelf.read)
        assert merkle.consistency_holds(old, size, proof, merkle.root(hashes[:old]), root)


@pytest.mark.parametrize("tile", [b"", b"x" * 31, b"x" * (257 * 32)], ids=["empty", "broken off", "too wide"])
def test_what_is_no_tile_is_refused(tile: bytes) -> None:
    with pytest.raises(TileMalformed):
        tiles.hashes_in(tile)


@pytest.mark.parametrize(
    "bundle", [b"", b"\x00", b"\x00\x02a", b"\x00\x00" * 257], ids=["empty", "half a length", "broken off", "too many"]
)
def test_what_is_no_bundle_is_refused(bundle: bytes) -> None:
    with pytest.raises(TileMalformed):
        tiles.entries_in(bundle)


def test_a_tile_narrower_than_its_name_is_refused() -> None:
    with pytest.raises(TileMalformed, match="narrower"):
        tiles.root(2, lambda _tile: b"x" * 32)
    with pytest.raises(TileMalformed, match="narrower"):
        Edge.load(2, lambda _tile: b"x" * 32)


def test_an_empty_tree_needs_no_tile() -> None:
    assert tiles.root(0, lambda _tile: b"") == Edge().root() == merkle.EMPTY_ROOT
