"""Key pairs of a ledger (Ed25519 and ML-DSA-44): a signature counts only if both keys of a pair have signed.

Ed25519 covers the whole text of a note. ML-DSA-44 covers its tree head alone, and withstands quantum computers.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Final, TypeAlias

from evidence.checkpoints import Checkpoint, CheckpointMalformed
from evidence.note_keys import SignatureWrong, Signed, verified
from evidence.notes import Note, SignatureType, VerifierKey

Pair: TypeAlias = tuple[VerifierKey, ...]  # of one key only where somebody was given no more

_TYPES: Final = (SignatureType.ED25519, SignatureType.ML_DSA_44)


@dataclass(frozen=True, slots=True)
class PairSignature:
    """Signatures on a note by one pair, and the algorithms whose signature is missing."""

    by: tuple[Signed, ...]
    missing: tuple[SignatureType, ...] = ()

    @property
    def whole(self) -> bool:
        """Whether every demanded signature is there and right."""
        return bool(self.by) and not self.missing


def pairs(keys: Iterable[VerifierKey], name: str) -> list[Pair]:
    """Return the keys of one name as pairs: the first key of each type, the second of each type, and so on."""
    of_name = [key for key in dict.fromkeys(keys) if key.name == name]
    sorts = ([key for key in of_name if key.type is type_] for type_ in _TYPES)
    return [tuple(key for key in pair if key is not None) for pair in zip_longest(*sorts)]


def lacking(pair: Pair) -> tuple[SignatureType, ...]:
    """Return the signature types of which a pair has no key."""
    return tuple(type_ for type_ in _TYPES if type_ not in {key.type for key in pair})


def signed_by_pair(note: Note, known: Sequence[Pair], *, one_key: bool = False) -> PairSignature:
    """Return the signatures on the note by one of these pairs.

    A wrong signature in the name of any of the keys refuses the note. `one_key`: one signature is enough, as long as
    it covers everything that the note says; that is what somebody has asked for plainly.
    """
    made: dict[VerifierKey, Signed] = {}
    wrong = []
    for key in (key for pair in known for key in pair):
        try:
            made |= {signed.key: signed for signed in verified(note, [key])}
        except SignatureWrong:
            wrong.append(key.type)
    if wrong:
        return PairSignature((), tuple(dict.fromkeys(wrong)))
    best = max((_by(pair, made) for pair in known), key=lambda by: len(by.by), default=PairSignature((), _TYPES))
    enough = one_key and any(_covers(signed.key, note.text) for signed in best.by)
    return PairSignature(best.by) if enough else best


def _by(pair: Pair, made: dict[VerifierKey, Signed]) -> PairSignature:
    by = tuple(made[key] for key in pair if key in made)
    return PairSignature(by, tuple(type_ for type_ in _TYPES if type_ not in {signed.key.type for signed in by}))


def _covers(key: VerifierKey, text: str) -> bool:
    """Tell whether a key's signature covers the whole text: ML-DSA-44 does not sign extension lines."""
    if key.type is not SignatureType.ML_DSA_44:
        return True
    try:
        return not Checkpoint.read(text).extensions
    except CheckpointMalformed:
        return False
