"""The Merkle tree: every published vector, and proofs of our own making for every small tree."""

import json
from base64 import b64decode
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence import merkle

DATA = Path(__file__).parents[1] / "data" / "merkle"


def vectors(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(DATA.joinpath(f"{name}.json").read_text("utf-8"))
    return found


INCLUSION = vectors("inclusion") | vectors("subtreeinclusion")
CONSISTENCY, SUBTREES = vectors("consistency"), vectors("subtreeconsistency")


def proof_of(vector: dict[str, Any]) -> list[bytes]:
    return [b64decode(part) for part in vector["proof"] or []]


def leaves(size: int) -> list[bytes]:
    return [merkle.leaf_hash(bytes([number])) for number in range(size)]


def test_no_vector_is_left_out() -> None:
    assert (len(INCLUSION), len(CONSISTENCY), len(SUBTREES)) == (98 + 204, 98, 118)


@pytest.mark.parametrize("name", sorted(INCLUSION))
def test_the_inclusion_vectors_are_met(name: str) -> None:
    vector = INCLUSION[name]
    holds = merkle.inclusion_holds(
        b64decode(vector["leafHash"]),
        vector["leafIdx"],
        vector.get("treeSize", vector.get("end")),
        proof_of(vector),
        b64decode(vector["root"]),
        start=vector.get("start", 0),
    )
    assert holds is not vector["wantErr"]


@pytest.mark.parametrize("name", sorted(CONSISTENCY))
def test_the_consistency_vectors_are_met(name: str) -> None:
    vector = CONSISTENCY[name]
    roots = b64decode(vector["root1"]), b64decode(vector["root2"])
    holds = merkle.consistency_holds(vector["size1"], vector["size2"], proof_of(vector), *roots)
    assert holds is not vector["wantErr"]


@pytest.mark.parametrize("name", sorted(SUBTREES))
def test_the_subtree_vectors_are_met(name: str) -> None:
    vector = SUBTREES[name]
    roots = b64decode(vector["root1"]), b64decode(vector["root2"])
    holds = merkle.subtree_holds(vector["start"], vector["end"], vector["size"], proof_of(vector), *roots)
    assert holds is not vector["wantErr"]


@pytest.mark.parametrize("size", range(1, 40))
def test_every_leaf_of_a_small_tree_is_proven(size: int) -> None:
    hashes = leaves(size)
    root = merkle.root(hashes)
    for index in range(size):
        proof = merkle.inclusion_proof(index, size, lambda start, end: merkle.root(hashes[start:end]))
        assert merkle.inclusion_holds(hashes[index], index, size, proof, root)
        assert not merkle.inclusion_holds(hashes[index], index + 1, size, proof, root)


@pytest.mark.parametrize("new", range(1, 40))
def test_every_small_tree_is_proven_to_begin_a_larger_one(new: int) -> None:
    hashes = leaves(new)
    root = merkle.root(hashes)
    for old in range(1, new + 1):
        proof = merkle.consistency_proof(old, new, lambda start, end: merkle.root(hashes[start:end]))
        assert merkle.consistency_holds(old, new, proof, merkle.root(hashes[:old]), root)


@given(st.integers(2, 60), st.data())
def test_a_changed_leaf_is_in_no_proof(size: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, size - 1))
    changed = data.draw(st.integers(0, size - 1))
    hashes = leaves(size)
    root = merkle.root(hashes)
    hashes[changed] = merkle.leaf_hash(b"changed")
    proof = merkle.inclusion_proof(index, size, lambda start, end: merkle.root(hashes[start:end]))
    assert not merkle.inclusion_holds(hashes[index], index, size, proof, root)


@pytest.mark.parametrize(("index", "size"), [(1, 1), (-1, 1), (0, 0)], ids=["beyond", "before", "of nothing"])
def test_a_leaf_that_is_not_there_has_no_proof(index: int, size: int) -> None:
    with pytest.raises(ValueError, match="no such leaf"):
        merkle.inclusion_proof(index, size, lambda _start, _end: b"")


def test_from_nothing_to_anything_nothing_is_proven() -> None:
    assert merkle.consistency_proof(0, 3, lambda _start, _end: b"") == []


def test_a_tree_does_not_shrink() -> None:
    with pytest.raises(ValueError, match="larger"):
        merkle.consistency_proof(2, 1, lambda _start, _end: b"")
    assert not merkle.consistency_holds(2, 1, [], merkle.EMPTY_ROOT, merkle.EMPTY_ROOT)
    assert not merkle.subtree_holds(-1, -1, 1, [], merkle.EMPTY_ROOT, merkle.EMPTY_ROOT)


def test_a_subtree_that_hangs_to_the_right_is_proven() -> None:
    hashes = leaves(4)
    proof = [hashes[0], merkle.root(hashes[2:])]
    assert merkle.subtree_holds(1, 2, 4, proof, hashes[1], merkle.root(hashes))
    assert not merkle.subtree_holds(1, 2, 4, proof, hashes[0], merkle.root(hashes))
