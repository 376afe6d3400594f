"""Pseudonyms of officers (HMAC-SHA-256): one person's entries belong together, and tell nobody who it is."""

import hashlib
import hmac
from functools import lru_cache

from contracts.officers import normal_officer
from evidence.base64url import b64url


class Pseudonyms:
    """Makes pseudonyms with one key; whoever has the key can ask for a person, and nobody can read one back."""

    def __init__(self, key: bytes) -> None:
        self._key = key
        self.officer = lru_cache(maxsize=10_000)(self._officer)  # an officer calls many times a day

    def _officer(self, member: str, officer: str) -> str:
        """Return the pseudonym of a member's officer, one for all spellings of her name.

        Another member's officer of the same name is another person.
        """
        spelt = f"officer\0{member}\0{normal_officer(officer)}"
        return b64url(hmac.digest(self._key, spelt.encode(), hashlib.sha256))
