"""Checkpoints get their signatures: Ed25519 and ML-DSA-44, both by the keys of the ledger."""

from functools import lru_cache
from typing import Final

from evidence.checkpoints import Checkpoint, CheckpointMalformed
from evidence.note_keys import NoteSigner, SignatureWrong, verified
from evidence.notes import Note, NoteMalformed, VerifierKey
from gateway.ledger.tree.heads import LedgerRefused
from gateway.trust.checkpoint_keys import CheckpointKeys


class Signer:
    """Signs in the name of an origin, and knows its own signatures again."""

    def __init__(self, keys: CheckpointKeys) -> None:
        self._keys: Final = keys
        self._signers = lru_cache(maxsize=4)(self._grown)

    def _grown(self, origin: str) -> tuple[NoteSigner, NoteSigner]:
        return self._keys.signers(origin)

    def verifiers(self, origin: str) -> tuple[VerifierKey, ...]:
        """Return the public keys under which this origin's checkpoints are believed."""
        return tuple(signer.verifier for signer in self._signers(origin))

    def sign(self, checkpoint: Checkpoint, *, at: int) -> Note:
        """Return the signed note; `at` is the POSIX second that the ML-DSA-44 signature states."""
        text = checkpoint.text
        return Note(text, tuple(signer.sign(text, at=at) for signer in self._signers(checkpoint.origin)))

    def opened(self, note: bytes) -> Checkpoint:
        """Return what a note of ours states; raise `LedgerRefused` unless both keys have signed it."""
        try:
            read = Note.read(note)
            checkpoint = Checkpoint.read(read.text)
            keys = self.verifiers(checkpoint.origin)
            if {signed.key for signed in verified(read, keys)} == set(keys):
                return checkpoint
        except (NoteMalformed, CheckpointMalformed, SignatureWrong) as fault:
            raise LedgerRefused("checkpoint-not-ours", why=type(fault).__name__) from fault
        raise LedgerRefused("checkpoint-not-ours", why="not signed by both keys")
