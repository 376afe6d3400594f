"""Client certificates (RFC 8705, mTLS), forwarded by a trusted proxy in `Client-Cert` (RFC 9440).

The certificate need not be registered and its issuer is nobody we trust: what counts is that its key is a registered
key of the system, and that the hop has seen the caller use it.
"""

import base64
import binascii
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Network, ip_address
from typing import Final, TypeAlias

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec

from chassis.tokens.tokens import KeySource, thumbprint
from evidence.base64url import b64url
from gateway.trust.proofs import ProofRefused

Network: TypeAlias = IPv4Network | IPv6Network

FIELD: Final = "client-cert"
MAX_FIELD: Final = 8192  # characters
_BYTES: Final = re.compile(r":([A-Za-z0-9+/]+={0,2}):")  # RFC 9440 §2.1: one byte sequence


@dataclass(frozen=True, slots=True)
class Certificate:
    """The parts of a certificate that are checked."""

    x5t: str  # SHA-256 of its DER, as `cnf` of a token names it (RFC 8705 §3.1)
    jkt: str  # thumbprint of its key, as the directory knows it
    begins: float  # epoch seconds
    ends: float


def from_hop(peer: str | None, hops: Sequence[Network]) -> bool:
    """Tell whether the peer's address is one of the trusted proxies that may send `Client-Cert`."""
    try:
        address = ip_address(peer or "")
    except ValueError:
        return False
    return any(address in hop for hop in hops)


def check_certificate(field: str | None, *, keys: KeySource, now: float, x5t: str | None = None) -> Certificate:
    """Return the certificate of a `Client-Cert` field that came from a trusted hop; raise `ProofRefused`.

    `keys` are those registered for the system; `x5t` comes from the access token, and is left out where there is none.
    """
    if field is None:
        raise ProofRefused("certificate-missing")
    found = _read(field)
    if found is None:
        raise ProofRefused("certificate-malformed")
    if not found.begins <= now < found.ends:
        raise ProofRefused("certificate-not-valid-now")
    if x5t is not None and found.x5t != x5t:
        raise ProofRefused("certificate-for-another-token")
    if keys.key(None, found.jkt) is None:
        raise ProofRefused("key-mismatch")
    return found


@lru_cache(maxsize=1024)  # a system shows the same certificate in every call
def _read(field: str) -> Certificate | None:
    text = _BYTES.fullmatch(field)
    if text is None or len(field) > MAX_FIELD:
        return None
    try:
        der = base64.b64decode(text[1], validate=True)
        certificate = x509.load_der_x509_certificate(der)
        key = certificate.public_key()
    except (binascii.Error, ValueError, TypeError):
        return None
    if not isinstance(key, ec.EllipticCurvePublicKey) or not isinstance(key.curve, ec.SECP256R1):
        return None
    point = key.public_numbers()
    jwk = {"kty": "EC", "crv": "P-256"} | {n: b64url(getattr(point, n).to_bytes(32, "big")) for n in ("x", "y")}
    return Certificate(
        b64url(hashlib.sha256(der).digest()),
        thumbprint(jwk),
        certificate.not_valid_before_utc.timestamp(),
        certificate.not_valid_after_utc.timestamp(),
    )
