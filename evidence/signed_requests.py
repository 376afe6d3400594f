"""Profile of HTTP message signatures (RFC 9421) for requests: which components are covered, in which order.

A signed request proves possession of the token's key as a DPoP proof does, and can besides be shown to a court.
"""

from collections.abc import Mapping
from typing import Final

from evidence.message_signatures import signature_base

TAG: Final = "saphan"
LABEL: Final = "saphan"  # ours when we sign; a caller may choose another
ALWAYS: Final = ("@method", "@target-uri", "content-digest", "authorization")
WHEN_PRESENT: Final = ("content-type", "idempotency-key", "if-match")


def covered(headers: Mapping[str, str]) -> tuple[str, ...]:
    """Return the covered components of a request with these headers (lower case), in order."""
    return ALWAYS + tuple(name for name in WHEN_PRESENT if name in headers)


def request_base(method: str, target_uri: str, headers: Mapping[str, str], text: str) -> bytes:
    """Return the signature base of a request; `text` is the value of @signature-params.

    Raises `SignatureMalformed` when a component has no value: a body-less request states the digest of no bytes.
    """
    return signature_base(covered(headers), {**headers, "@method": method, "@target-uri": target_uri}, text)
