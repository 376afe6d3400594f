"""Signs and verifies notes: Ed25519 (signed-note), Ed25519 and ML-DSA-44 with a timestamp (C2SP tlog-cosignature)."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Self, TypeAlias

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey, MLDSA44PublicKey

from evidence.checkpoints import Checkpoint, CheckpointMalformed
from evidence.notes import Note, Signature, SignatureType, VerifierKey

Private: TypeAlias = Ed25519PrivateKey | MLDSA44PrivateKey

SEED_SIZE: Final = 32
_TIME_SIZE: Final = 8
_MAX_TIME: Final = 2**63 - 1
_LONGEST_NAME: Final = 255  # bytes
_LABEL: Final = b"subtree/v1\n\x00"


class SignatureWrong(ValueError):  # noqa: N818 - errors are sentences here
    """A signature line that names a known key but does not verify: the whole note is refused."""


@dataclass(frozen=True, slots=True)
class Signed:
    """A verified signature: its key, and its timestamp (POSIX seconds) if its type has one."""

    key: VerifierKey
    at: int | None


@dataclass(frozen=True, slots=True)
class NoteSigner:
    """Named private key that signs notes; only its seed (32 bytes) is stored."""

    verifier: VerifierKey
    _private: Private

    @classmethod
    def from_seed(cls, name: str, type: SignatureType, seed: bytes) -> Self:
        """Return the key of a seed; raise `ValueError` for one of another length, `NoteMalformed` for a bad name."""
        private: Private
        if type is SignatureType.ML_DSA_44:
            private = MLDSA44PrivateKey.from_seed_bytes(seed)
        else:
            private = Ed25519PrivateKey.from_private_bytes(seed)
        return cls(VerifierKey(name, type, private.public_key().public_bytes_raw()), private)

    def sign(self, text: str, *, at: int) -> Signature:
        """Return the signature of a note's text at a POSIX second; plain Ed25519 has no timestamp.

        Raise `CheckpointMalformed` when the type signs checkpoints only and the text is none.
        """
        key = self.verifier
        signature = self._private.sign(_message(key, text, at))
        stated = b"" if key.type is SignatureType.ED25519 else at.to_bytes(_TIME_SIZE, "big")
        return Signature(key.name, key.id, stated + signature)


def verified(note: Note, keys: Iterable[VerifierKey]) -> list[Signed]:
    """Return the verified signatures by the known keys; lines of unknown keys are skipped.

    Raise `SignatureWrong` when a line names a known key that has not signed this text.
    """
    keys_by_id = {(key.name, key.id): key for key in keys}
    lines = ((keys_by_id.get((line.name, line.id)), line) for line in note.signatures)
    return [Signed(key, _verify(key, note.text, line.value)) for key, line in lines if key is not None]


def _verify(key: VerifierKey, text: str, value: bytes) -> int | None:
    timed = key.type is not SignatureType.ED25519
    at = int.from_bytes(value[:_TIME_SIZE], "big") if timed else None
    try:
        message = _message(key, text, at or 0)
        _public(key).verify(value[_TIME_SIZE:] if timed else value, message)
    except (InvalidSignature, CheckpointMalformed, ValueError) as error:
        raise SignatureWrong(key.name) from error
    return at


def _public(key: VerifierKey) -> Ed25519PublicKey | MLDSA44PublicKey:
    if key.type is SignatureType.ML_DSA_44:
        return MLDSA44PublicKey.from_public_bytes(key.public)
    return Ed25519PublicKey.from_public_bytes(key.public)


def _message(key: VerifierKey, text: str, at: int) -> bytes:
    """Return the bytes to sign: the text, the text under a header, or the structure of `subtree/v1`."""
    if key.type is SignatureType.ED25519:
        return text.encode()
    if not 0 <= at <= _MAX_TIME:
        raise ValueError("no time of a cosignature")
    head = Checkpoint.read(text)
    if key.type is SignatureType.COSIGNATURE:
        return f"cosignature/v1\ntime {at}\n{text}".encode()
    numbers = [at, 0, head.size]
    time, start, end = (number.to_bytes(_TIME_SIZE, "big") for number in numbers)
    return _LABEL + _counted(key.name) + time + _counted(head.origin) + start + end + head.root


def _counted(name: str) -> bytes:
    """Return a name after its length in one byte, `opaque<1..255>` of RFC 8446 §3.4; raise `ValueError` beyond."""
    spelt = name.encode()
    if not 0 < len(spelt) <= _LONGEST_NAME:
        raise ValueError("a name of 1 to 255 bytes")
    return bytes([len(spelt)]) + spelt
