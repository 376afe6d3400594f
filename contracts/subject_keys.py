"""Keyed hashes (HMAC-SHA-256) of people's numbers, by which services match people in events without naming them."""

import base64
import hashlib
import hmac
from collections.abc import Iterable
from typing import Final

from contracts import subjects
from contracts.national.shared.identifier import Identifier

KEY_BYTES: Final = 32
# A household shares its family book, and nobody knows what an `other` number stands for: neither names one person.
_NOT_OF_ONE_PERSON: Final = frozenset({"familyBook", "other"})


class SubjectKeys:
    """Makes the subject keys of events with the bus's key; the ledger's pseudonyms have another key."""

    def __init__(self, key: bytes) -> None:
        if len(key) != KEY_BYTES:
            raise ValueError(f"a key of the bus has {KEY_BYTES} bytes, not {len(key)}")
        self._key = key

    def of(self, identifiers: Iterable[Identifier] | None) -> list[str]:
        """Return the subject keys of a document's numbers of people: base64url, 43 characters each, sorted.

        Spellings that `contracts.subjects` brings to one form have one key. The order tells nothing about the document.
        """
        return sorted({self._spelt(subject) for subject in personal(identifiers)})

    def of_number(self, value: str) -> list[str]:
        """Return the subject keys that a number without a type may have: those of the national series."""
        return sorted(self._spelt(subject) for subject in subjects.untyped(value))

    def _spelt(self, subject: str) -> str:
        digest = hmac.digest(self._key, subject.encode(), hashlib.sha256)
        # as evidence.base64url spells it, which is no import of ours: contracts and evidence know nothing of each other
        return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def personal(identifiers: Iterable[Identifier] | None) -> frozenset[str]:
    """Return the subjects of the numbers that stand for one person, normalised by `contracts.subjects`."""
    return frozenset(
        subjects.identifier(number.type, number.value, number.issuer)
        for number in identifiers or ()
        if number.type not in _NOT_OF_ONE_PERSON
    )
