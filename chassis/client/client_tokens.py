"""JWTs that a client signs: its assertion for the token endpoint, and a DPoP proof per request."""

import secrets
import uuid
from typing import Final
from urllib.parse import urlsplit

from chassis.tokens.tokens import SigningKey

ASSERTION_TYPE: Final = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"  # RFC 7523 §2.2
TOKEN_EXCHANGE: Final = "urn:ietf:params:oauth:grant-type:token-exchange"  # noqa: S105 - the name of a grant, RFC 8693 §2.1
ACCESS_TOKEN: Final = "urn:ietf:params:oauth:token-type:access_token"  # noqa: S105 - the name of a kind, RFC 8693 §3
ASSERTION_LIFE_S: Final = 60


def client_assertion(
    key: SigningKey, client_id: str, issuer: str, *, now: int, officer: str | None = None, office: str | None = None
) -> str:
    """Return the signed client assertion (RFC 7523 §3); its audience is the issuer, never its token endpoint.

    `officer` is the member's own identifier of the person on whose behalf the system acts, `office` the code of the
    office from which it does.
    """
    claims = {"iss": client_id, "sub": client_id, "aud": issuer, "iat": now, "exp": now + ASSERTION_LIFE_S}
    named = {name: value for name, value in (("officer", officer), ("office", office)) if value is not None}
    return key.sign({"typ": "JWT"}, {**claims, **named, "jti": str(uuid.uuid4())})


def dpop_proof(
    key: SigningKey, method: str, url: str, *, now: int, ath: str | None = None, nonce: str | None = None
) -> str:
    """Return a DPoP proof for one request (RFC 9449 §4.2)."""
    target = urlsplit(url)
    claims = {
        "jti": secrets.token_urlsafe(16),
        "htm": method,
        "htu": f"{target.scheme}://{target.netloc}{target.path}",
        "iat": now,
        "ath": ath,
        "nonce": nonce,
    }
    stated = {name: value for name, value in claims.items() if value is not None}
    return key.sign({"typ": "dpop+jwt", "jwk": key.public_jwk}, stated)
