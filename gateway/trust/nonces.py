"""DPoP nonces (RFC 9449 §8): a proof must carry a recent one, so that it cannot be made in advance.

A nonce is a token of ours, so every gateway process believes every other's without a shared memory.
"""

import secrets
from typing import Final

from chassis.tokens.tokens import Profile, TokenRefused
from chassis.tokens.verified_tokens import VerifiedTokens
from gateway.trust.keys import GatewayKeys

TYP: Final = "dpop-nonce+jwt"
LIFE_S: Final = 300
RENEW_S: Final = 60.0  # what is handed out is at most so old


class Nonces:
    """Issues and verifies nonces; one serves many proofs, since each proof is used once anyway."""

    def __init__(self, keys: GatewayKeys) -> None:
        self._keys: Final = keys
        profile = Profile(typ=frozenset({TYP}), claims={"jti": str}, issuer=keys.issuer, life_s=LIFE_S)
        self._believed: Final = VerifiedTokens(profile, keys, ttl_s=LIFE_S)
        self._current = ""
        self._made_at = float("-inf")

    def current(self, *, now: float) -> str:
        """Return the nonce that proofs are to carry from now on."""
        if not 0 <= now - self._made_at < RENEW_S:
            made = int(now)
            claims = {"iss": self._keys.issuer, "iat": made, "exp": made + LIFE_S, "jti": secrets.token_urlsafe(9)}
            self._current, self._made_at = self._keys.signing.sign({"typ": TYP}, claims), now
        return self._current

    def holds(self, nonce: object, *, now: float) -> bool:
        """Tell whether the nonce is one of ours and still good."""
        if not isinstance(nonce, str):
            return False
        try:
            self._believed.verify(nonce, now=now)
        except TokenRefused:
            return False
        return True
