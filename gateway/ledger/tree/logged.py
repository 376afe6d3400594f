"""Check that an entry is the one that the tree has in its place: a row alone may be written by anybody.

One that has no place yet is believed by its seal: it is seconds old, and the sequencer makes it a part of the tree.
"""

from typing import Any, Final

from evidence.entries import commitment, leaf
from evidence.merkle import leaf_hash
from gateway.ledger.seals import Seals

# Of an entry `e`: the tile that holds its place, no place beyond the tree, and 32 bytes of the tile instead of all.
TILE: Final = """
left join ledger_tiles t on t.level = 0 and t.index = e.index / 256 and e.index < (select size from ledger_head)
"""
HASH: Final = "substr(t.hashes, mod(e.index, 256)::int * 32 + 1, 32) as logged"


def is_logged(row: Any, seals: Seals | None) -> bool:  # Any: a row of a driver
    """Tell whether the tree has this entry where the row says, or will have it; without the key only the former."""
    if row["commitment"] is None:  # there is no entry
        return False
    if row["index"] is None:
        return seals is not None and seals.fits(row)
    return (found := hash_of(row)) is not None and found == row["logged"]


def hash_of(row: Any) -> bytes | None:  # Any: as above
    """Return the hash of the leaf; None for a moment that no calendar has."""
    try:
        return leaf_hash(leaf(row["exchange"], row["phase"], row["at"], row["commitment"]))
    except (OverflowError, ValueError):
        return None


def opens(row: Any) -> bool:  # Any: as above
    """Tell whether the details are those that the entry commits to."""
    try:
        return bool(commitment(row["salt"], row["details"].encode()) == row["commitment"])
    except ValueError:  # a salt of another length
        return False
