"""A ledger's keys hand over: in a signed note (C2SP signed-note) the old key names those that come after it.

example.gov.la/ledger/v1            the origin, which is the name of all these keys
succession/v1                       so that the text can be no checkpoint, whose second line is a number
example.gov.la/ledger/v1+…          a verifier key to a line
"""

from collections.abc import Iterable, Sequence
from typing import Final

from evidence.note_keys import verified
from evidence.notes import Note, SignatureType, VerifierKey

_KIND: Final = "succession/v1"


def succession(origin: str, successors: Iterable[VerifierKey]) -> str:
    """Return the text by which a ledger names its next keys."""
    return "".join(f"{line}\n" for line in (origin, _KIND, *(key.vkey for key in successors)))


def followed(trusted: Sequence[VerifierKey], notes: Iterable[str]) -> tuple[VerifierKey, ...]:
    """Return the trusted keys and those that they, or keys that they have named, name as next.

    A note that no trusted key has signed, or that is none, adds nothing: it may be of another ledger.
    """
    found, left = tuple(trusted), list(notes)
    while True:
        named = [key for note in left for key in _named(note, found) if key not in found]
        if not named:
            return found
        found += tuple(dict.fromkeys(named))


def _named(spelt: str, trusted: Sequence[VerifierKey]) -> list[VerifierKey]:
    """Return the keys that a note names in the name of a trusted one; only Ed25519 signs more than tree heads."""
    try:
        note = Note.read(spelt.encode())
        origin, kind, *vkeys = note.text.splitlines()
        signers = [key for key in trusted if key.type is SignatureType.ED25519 and key.name == origin]
        if kind != _KIND or not verified(note, signers):
            return []
        return [key for key in map(VerifierKey.read, vkeys) if key.name == origin]
    except ValueError:  # no note, not two lines, a line in a trusted name that is wrong: all of them are
        return []
