"""Cache of verified tokens: a token's signature is verified once, after that it is looked up by its digest."""

import hashlib
from dataclasses import dataclass, field

from chassis.tokens.tokens import Claims, KeySource, Profile, TokenRefused, verify
from evidence.base64url import b64url


@dataclass(frozen=True, slots=True)
class Verified:
    """A verified token: its claims, and the SHA-256 of its exact bytes."""

    claims: Claims
    digest: bytes
    ath: str  # the digest, as a proof of possession names it (RFC 9449 §4.2)
    until: float = field(repr=False)  # believed from memory so long, in epoch seconds


class VerifiedTokens:
    """Cache of verified tokens by the SHA-256 of their bytes; refusals are not cached."""

    def __init__(self, profile: Profile, keys: KeySource, *, ttl_s: float = 30.0, capacity: int = 20_000) -> None:
        self._profile, self._keys, self._ttl_s, self._capacity = profile, keys, ttl_s, capacity
        self._known: dict[bytes, Verified] = {}

    def verify(self, token: str, *, now: float) -> Verified:
        """Return the verified token; raise `TokenRefused`. The profile must be one of tokens that expire."""
        try:
            digest = hashlib.sha256(token.encode("ascii")).digest()
        except UnicodeEncodeError:
            raise TokenRefused("malformed") from None
        known = self._known.get(digest)
        # further ahead than a memory reaches: made under a clock that has been set back since, so looked at anew
        if known is not None and 0 < known.until - now <= self._ttl_s:
            return known
        self._known.pop(digest, None)
        claims = verify(token, self._profile, self._keys, now=now)
        until = min(now + self._ttl_s, claims["exp"] + self._profile.skew_s)
        while len(self._known) >= self._capacity:
            del self._known[next(iter(self._known))]  # the oldest: a dict keeps the order of insertion
        known = self._known[digest] = Verified(claims, digest, b64url(digest), until)
        return known

    def flush(self) -> None:
        """Empty the cache: a key, a system or an agreement was revoked."""
        self._known.clear()
