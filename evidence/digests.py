"""SHA-256 digests of bodies (`Content-Digest`, RFC 9530) and of requests."""

import base64
import binascii
import hashlib
import re
from typing import Final

from evidence.canonical import canonical

# One member of a dictionary structured field holding bytes (RFC 9651 §3.2 and §3.3.5), as RFC 9530 uses it.
_MEMBER: Final = re.compile(r"[ \t]*([a-z*][a-z0-9_.*-]*)=:([A-Za-z0-9+/]*={0,2}):[ \t]*")

OF_NOTHING: Final = hashlib.sha256().hexdigest()


class DigestMalformed(ValueError):  # noqa: N818 - errors are sentences here
    """A Content-Digest header that is no dictionary of digests, or has none that we know."""


def content_digest(body: bytes) -> str:
    """Return the `Content-Digest` header of a body (RFC 9530 §2)."""
    return spell_digest(hashlib.sha256(body).digest())


def spell_digest(sha256: bytes) -> str:
    """Return the `Content-Digest` header of a SHA-256 that was computed while the body was streamed."""
    return f"sha-256=:{base64.b64encode(sha256).decode()}:"


def stated_digest(header: str) -> bytes:
    """Return the SHA-256 of a `Content-Digest` header; raise `DigestMalformed` when it states none."""
    digests: dict[str, str] = {}
    for text in header.split(","):
        member = _MEMBER.fullmatch(text)
        if member is None:
            raise DigestMalformed("no dictionary of byte sequences")
        digests[member[1]] = member[2]  # RFC 9651 §4.2.2: the last of equal names counts
    if "sha-256" not in digests:
        raise DigestMalformed("states no sha-256")
    try:
        digest = base64.b64decode(digests["sha-256"], validate=True)
    except binascii.Error as error:
        raise DigestMalformed("is no base64") from error
    if len(digest) != hashlib.sha256().digest_size:
        raise DigestMalformed("is no SHA-256")
    return digest


def request_digest(
    *,
    method: str,
    target: str,
    content_type: str | None = None,
    content_digest: str | None = None,
    idempotency_key: str | None = None,
    if_match: str | None = None,
) -> bytes:
    """Return the SHA-256 of a request: over the canonical JSON of these facts, absent ones left out."""
    facts = {
        "method": method,
        "target": target,
        "contentType": content_type,
        "contentDigest": content_digest,
        "idempotencyKey": idempotency_key,
        "ifMatch": if_match,
    }
    return hashlib.sha256(canonical({name: fact for name, fact in facts.items() if fact is not None})).digest()
