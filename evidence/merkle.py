"""The Merkle tree of RFC 6962 and RFC 9162: hashes, roots, and proofs of inclusion and of consistency."""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from typing import Final, TypeAlias

Subtree: TypeAlias = Callable[[int, int], bytes]  # the hash of the leaves [start, end) of one tree

HASH_SIZE: Final = 32
EMPTY_ROOT: Final = hashlib.sha256().digest()  # RFC 9162 §2.1.1
# RFC 6962 §2.1: leaves and nodes hash differently, or a node could pose as a leaf
_LEAF: Final = b"\x00"
_NODE: Final = b"\x01"


def leaf_hash(leaf: bytes) -> bytes:
    """Return the hash of a leaf, 32 bytes."""
    return hashlib.sha256(_LEAF + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of a node, 32 bytes."""
    return hashlib.sha256(_NODE + left + right).digest()


def root(hashes: Iterable[bytes]) -> bytes:
    """Return the root over these hashes, leaf hashes or those of whole subtrees of one size (RFC 9162 §2.1.1)."""
    level = list(hashes)
    if not level:
        return EMPTY_ROOT
    while len(level) > 1:
        odd = level[-1:] if len(level) % 2 else []
        level = [node_hash(*pair) for pair in zip(level[::2], level[1::2], strict=False)] + odd
    return level[0]


def split(size: int) -> int:
    """Return the largest power of two below `size` (at least 2): where a tree is split (RFC 9162 §2.1.1)."""
    return 1 << ((size - 1).bit_length() - 1)


def inclusion_proof(index: int, size: int, subtree: Subtree) -> list[bytes]:
    """Return the proof that leaf `index` is in the tree of `size` leaves (RFC 9162 §2.1.3.1).

    Raise `ValueError` for a leaf beyond the tree.
    """
    if not 0 <= index < size:
        raise ValueError("no such leaf in this tree")
    start, end, path = 0, size, []
    while end - start > 1:
        middle = start + split(end - start)
        if index < middle:
            path.append((middle, end))
            end = middle
        else:
            path.append((start, middle))
            start = middle
    return [subtree(*sibling) for sibling in reversed(path)]


def consistency_proof(old: int, new: int, subtree: Subtree) -> list[bytes]:
    """Return the proof that the tree of `old` leaves begins the tree of `new` leaves (RFC 9162 §2.1.4.1).

    Raise `ValueError` when the old tree is the larger one. From nothing to anything the proof is empty.
    """
    if not 0 <= old <= new:
        raise ValueError("the old tree is larger than the new one")
    if old in {0, new}:
        return []
    start, end, path = 0, new, []
    while end != old:
        middle = start + split(end - start)
        if old <= middle:
            path.append((middle, end))
            end = middle
        else:
            path.append((start, middle))
            start = middle
    if start > 0:  # otherwise it is the old root, which the verifier has
        path.append((start, end))
    return [subtree(*part) for part in reversed(path)]


def inclusion_holds(
    leaf_hash: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes, *, start: int = 0
) -> bool:
    """Tell whether the proof leads from leaf `index` to the root of the leaves [start, size) (RFC 9162 §2.1.3.2).

    A `start` other than 0 asks about a subtree (draft-ietf-plants-merkle-tree-certs §4.3.2).
    """
    if not is_subtree(start, size) or not start <= index < size or len(leaf_hash) != HASH_SIZE:
        return False
    node, last, computed = index - start, size - start - 1, leaf_hash
    for sibling in proof:
        if last == 0:
            return False
        if node & 1 or node == last:
            computed = node_hash(sibling, computed)
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            computed = node_hash(computed, sibling)
        node, last = node >> 1, last >> 1
    return last == 0 and computed == root


def consistency_holds(old: int, new: int, proof: Sequence[bytes], old_root: bytes, new_root: bytes) -> bool:
    """Tell whether the proof shows that the new tree begins with the old one, not an empty one (RFC 9162 §2.1.4.2)."""
    return old > 0 and subtree_holds(0, old, new, proof, old_root, new_root)


def subtree_holds(
    start: int, end: int, size: int, proof: Sequence[bytes], subtree_root: bytes, tree_root: bytes
) -> bool:
    """Tell whether the tree of `size` leaves has at [start, end) the subtree of that root; an empty one it always has.

    draft-ietf-plants-merkle-tree-certs §4.4.3, which says the same of a subtree that begins at 0 as RFC 9162 does.
    """
    if not is_subtree(start, end) or end > size:
        return False
    if start == end:
        return not proof and subtree_root == EMPTY_ROOT
    first, node, last = start, end - 1, size - 1
    while first != node and (node == last or node & 1):
        first, node, last = first >> 1, node >> 1, last >> 1
    rest = list(proof)
    if first != node and not rest:
        return False
    below = above = subtree_root if first == node else rest.pop(0)
    for sibling in rest:
        if last == 0:
            return False
        if node & 1 or node == last:
            if first < node:
                below = node_hash(sibling, below)
            above = node_hash(sibling, above)
            while not node & 1:
                first, node, last = first >> 1, node >> 1, last >> 1
        else:
            above = node_hash(above, sibling)
        first, node, last = first >> 1, node >> 1, last >> 1
    return last == 0 and below == subtree_root and above == tree_root


def is_subtree(start: int, end: int) -> bool:
    """Tell whether [start, end) is a subtree of every larger tree; a range from 0 always is."""
    if not 0 <= start <= end:
        return False
    size = end - start
    return start % (1 << (size - 1).bit_length() if size else 1) == 0
