"""Signatures on checkpoints (C2SP signed-note): Ed25519 and ML-DSA-44, both by the keys of the ledger."""

from functools import lru_cache
from typing import Final

from evidence.checkpoints import Checkpoint, CheckpointMalformed
from evidence.key_pairs import signed_by_pair
from evidence.note_keys import NoteSigner
from evidence.notes import Note, NoteMalformed, VerifierKey
from evidence.successions import succession
from gateway.ledger.tree.heads import LedgerRefused
from gateway.trust.checkpoint_keys import CheckpointKeys


class Signer:
    """Signs in the name of an origin, and knows its own signatures again."""

    def __init__(self, keys: CheckpointKeys) -> None:
        self._keys: Final = keys
        self._signers = lru_cache(maxsize=4)(self._grown)

    def _grown(self, origin: str) -> tuple[tuple[NoteSigner, NoteSigner], ...]:
        successor = self._keys.successor
        return tuple(keys.signers(origin) for keys in (self._keys, successor) if keys is not None)

    def verifiers(self, origin: str) -> tuple[VerifierKey, ...]:
        """Return the public keys under which this origin's checkpoints are believed."""
        return tuple(signer.verifier for pair in self._signers(origin) for signer in pair)

    def sign(self, checkpoint: Checkpoint, *, at: int) -> Note:
        """Return the signed note; `at` is the POSIX second that the ML-DSA-44 signature states."""
        text = checkpoint.text
        pairs = self._signers(checkpoint.origin)
        return Note(text, tuple(signer.sign(text, at=at) for pair in pairs for signer in pair))

    def succession(self, origin: str, *, at: int) -> str | None:
        """Return the note by which both keys name their successors; None while they have none. `at` as in `sign`."""
        old, *following = self._signers(origin)
        if not following:
            return None
        text = succession(origin, [signer.verifier for pair in following for signer in pair])
        return Note(text, tuple(signer.sign(text, at=at) for signer in old)).spell().decode()

    def opened(self, note: bytes) -> Checkpoint:
        """Return what a note of ours states; raise `LedgerRefused` unless both old or both new keys signed it."""
        try:
            read = Note.read(note)
            checkpoint = Checkpoint.read(read.text)
        except (NoteMalformed, CheckpointMalformed) as fault:
            raise LedgerRefused("checkpoint-not-ours", why=type(fault).__name__) from fault
        own = [tuple(signer.verifier for signer in pair) for pair in self._signers(checkpoint.origin)]
        if not (signed := signed_by_pair(read, own)).whole:
            raise LedgerRefused("checkpoint-not-ours", missing=", ".join(type_.spoken for type_ in signed.missing))
        return checkpoint
