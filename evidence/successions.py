"""Key succession of a ledger: a signed note (C2SP signed-note) in which the old key pair names the next one.

example.gov.la/ledger/v1/succession/v1   the origin, which is the name of all these keys, and what this is
1                                        so that both keys can sign it, it is the head of a tree with one leaf:
LbVrOS9h+0tAqrHLCjNb8RzMKDqhR1gDcFmVEk0=  the lines below
example.gov.la/ledger/v1+…               a verifier key to a line
"""

from collections.abc import Iterable, Sequence
from typing import Final

from evidence.checkpoints import Checkpoint
from evidence.key_pairs import lacking, pairs, signed_by_pair
from evidence.merkle import leaf_hash
from evidence.notes import Note, VerifierKey

_KIND: Final = "/succession/v1"


def succession(origin: str, successors: Iterable[VerifierKey]) -> str:
    """Return the text of the note in which a ledger names its next keys."""
    return _head(origin, tuple(key.vkey for key in successors)).text


def followed(trusted: Sequence[VerifierKey], notes: Iterable[str], *, one_key: bool = False) -> tuple[VerifierKey, ...]:
    """Return the trusted keys and all that successions lead to from them.

    A note that no trusted pair has signed, or that is none, adds nothing: it may be of another ledger. `one_key` as in
    `signed_by_pair`.
    """
    trust, left = tuple(trusted), list(notes)
    while True:
        named = [key for note in left for key in _named(note, trust, one_key=one_key) if key not in trust]
        if not named:
            return trust
        trust += tuple(dict.fromkeys(named))


def _named(spelt: str, trusted: Sequence[VerifierKey], *, one_key: bool) -> list[VerifierKey]:
    """Return the next keys that a note names under trusted ones' name, in whole pairs."""
    try:
        note = Note.read(spelt.encode())
        head = Checkpoint.read(note.text)
        origin = head.origin.removesuffix(_KIND)
        named = [VerifierKey.read(vkey) for vkey in head.extensions]
    except ValueError:  # no note, no tree head, no keys: all of them are
        return []
    if head != _head(origin, head.extensions) or any(key.name != origin for key in named):
        return []
    if not signed_by_pair(note, pairs(trusted, origin), one_key=one_key).whole:
        return []
    return [] if any(map(lacking, pairs(named, origin))) else named


def _head(origin: str, vkeys: tuple[str, ...]) -> Checkpoint:
    return Checkpoint(origin + _KIND, 1, leaf_hash("".join(f"{vkey}\n" for vkey in vkeys).encode()), vkeys)
