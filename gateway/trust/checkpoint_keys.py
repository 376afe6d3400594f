"""Keys that sign checkpoints of the ledger: Ed25519, and ML-DSA-44 against quantum computers."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from evidence.base64url import b64url, b64url_decode
from evidence.note_keys import SEED_SIZE, NoteSigner
from evidence.notes import SignatureType


@dataclass(frozen=True, slots=True, repr=False)
class CheckpointKeys:
    """The seeds of both. They sign every checkpoint, and live for years, because a court asks in years.

    While they change hands, the `successor` signs beside them.
    """

    ed25519: bytes
    ml_dsa_44: bytes
    successor: Self | None = None

    @classmethod
    def generate(cls) -> Self:
        """Return two new keys."""
        return cls(secrets.token_bytes(SEED_SIZE), secrets.token_bytes(SEED_SIZE))

    @classmethod
    def parse(cls, kept: Mapping[str, Any]) -> Self:  # Any: members of a JSON object
        """Return the keys of `{"ed25519": …, "mlDsa44": …, "successor": …}`; raise `ValueError` or `KeyError`."""
        successor = cls.parse(kept["successor"]) if "successor" in kept else None
        keys = cls(b64url_decode(kept["ed25519"]), b64url_decode(kept["mlDsa44"]), successor)
        if {len(keys.ed25519), len(keys.ml_dsa_44)} != {SEED_SIZE}:
            raise ValueError("a seed of another length")
        return keys

    def spelt(self) -> dict[str, Any]:  # Any: as above
        """Return the JSON object that a key file keeps, which `parse` reads."""
        successor = {"successor": self.successor.spelt()} if self.successor is not None else {}
        return {"ed25519": b64url(self.ed25519), "mlDsa44": b64url(self.ml_dsa_44), **successor}

    def signers(self, origin: str) -> tuple[NoteSigner, NoteSigner]:
        """Return the two signers of checkpoints of this origin (C2SP tlog-checkpoint)."""
        return (
            NoteSigner.from_seed(origin, SignatureType.ED25519, self.ed25519),
            NoteSigner.from_seed(origin, SignatureType.ML_DSA_44, self.ml_dsa_44),
        )
