"""Seals (HMAC-SHA-256) on rows: a gateway's own entries apart from what somebody else wrote into its database.

Once an entry has its place, the tree commits to it. Until then it is a row like any other: the seal, made with a key
that is in no database, says that a gateway has written it, and which. Without a seal nothing gets a place, no erasure
is believed, no look is told, and nothing is closed.
"""

from typing import Any, Final

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hmac import HMAC
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from evidence.entries import leaf

_KEY_BYTES: Final = 32
_ABOUT: Final = b"saphan ledger seals"


class Seals:
    """Makes and checks the seals of one ledger; every gateway process with its key file does."""

    def __init__(self, secret: bytes) -> None:
        """`secret` is the `pseudonymKey` of the key file; another key is derived from it for the seals alone."""
        self._keyed: Final = HMAC(HKDF(SHA256(), _KEY_BYTES, salt=None, info=_ABOUT).derive(secret), SHA256())

    def seal(self, leaf: bytes, instance: str) -> bytes:
        """Return the 32 bytes (HMAC-SHA-256) that say: this process of ours wrote what this leaf says."""
        keyed = self._keyed.copy()
        keyed.update(len(leaf).to_bytes(4, "big") + leaf + instance.encode())
        return keyed.finalize()

    def leaf_of(self, row: Any) -> bytes | None:  # Any: a row of a driver
        """Return the leaf of a row of `ledger_entries` that bears the seal of what it says; None for any other row."""
        try:
            stated = leaf(row["exchange"], row["phase"], row["at"], row["commitment"])
        except (OverflowError, ValueError):  # a moment that no calendar has
            return None
        return stated if row["seal"] == self.seal(stated, row["instance"]) else None

    def fits(self, row: Any) -> bool:  # Any: as above
        """Tell whether a row of `ledger_entries` bears the seal of what it says."""
        return self.leaf_of(row) is not None
