"""Keys of whoever signs certificates: what a checker trusts, from when until when, and for which issuer.

They stand in the file of keys under a name of their own, each a public JWK: who signs receipts, or certificates of
health, signs none of civil registration.
"""

import hashlib
from base64 import b64decode
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Final, Protocol, Self

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from evidence.base64url import b64url_decode
from evidence.certificates.cose import EDDSA, ES256, PS256, Sign1
from evidence.certificates.layers import Stopped
from evidence.jws import Members, PublicKey, Verifies, strict_object
from evidence.trusted_keys import KeysMalformed

KID: Final = 8  # bytes of a thumbprint that stand in a certificate; a symbol has no room for 32

_ALWAYS: Final = 2**63
_HALF: Final = 32
_LEAST_RSA, _MOST_RSA = 2048, 4096  # bits; a longer key is a way to keep a checker busy


def short(kid: str) -> bytes:
    """Return the key id that stands in certificates, of the thumbprint (RFC 7638) by which we name a key."""
    return b64url_decode(kid)[:KID]


@dataclass(frozen=True, slots=True)
class SignerKey:
    """A public key and the period (epoch seconds) in which what it signed counts."""

    kid: bytes
    alg: int
    key: Verifies
    issuer: str | None = None  # None: of whatever issuer the certificate says
    begins_at: int = 0
    ends_at: int = _ALWAYS

    def vouches(self, issuer: str, issued_at: int, at: int) -> None:
        """Raise `Stopped` unless the key counts at that second for what this issuer stated at `issued_at`.

        What an ended key has signed may have been signed yesterday by whoever found it, whatever date it bears.
        """
        if self.issuer not in {None, issuer}:
            raise Stopped("key-of-another", kid=self.kid.hex(), issuer=issuer)
        if min(issued_at, at) < self.begins_at:
            raise Stopped("key-not-begun", kid=self.kid.hex(), begins=self.begins_at)
        if max(issued_at, at) >= self.ends_at:
            raise Stopped("key-ended", kid=self.kid.hex(), until=self.ends_at)

    @classmethod
    def of_jwk(cls, jwk: Members) -> Self:
        """Return the key of a public JWK (RFC 7517): on P-256, or by its X.509 certificate; raise `ValueError`."""
        begins_at, ends_at, issuer = jwk.get("nbf", 0), jwk.get("exp", _ALWAYS), jwk.get("iss")
        if type(begins_at) is not int or type(ends_at) is not int:
            raise ValueError("nbf and exp are whole seconds")
        if "x5c" in jwk:
            return replace(cls.of_x509(b64decode(jwk["x5c"][0], validate=True)), issuer=issuer)
        if not isinstance(issuer, str):
            raise ValueError("a key for certificates says whose it is (iss)")  # noqa: TRY004 - what was given is wrong
        key = PublicKey(jwk)
        return cls(short(key.kid), ES256, key, issuer, begins_at, ends_at)

    @classmethod
    def of_x509(cls, der: bytes) -> Self:
        """Return the key of an X.509 certificate, as health certificates (HC1) name them; raise `ValueError`."""
        certificate = x509.load_der_x509_certificate(der)
        period = certificate.not_valid_before_utc, certificate.not_valid_after_utc
        begins_at, ends_at = (int(end.timestamp()) for end in period)
        kid = hashlib.sha256(der).digest()[:KID]
        return replace(cls.of_public(kid, certificate.public_key()), begins_at=begins_at, ends_at=ends_at)

    @classmethod
    def of_public(cls, kid: bytes, key: object) -> Self:
        """Return the key of a public key of the library, for ever and of every issuer; raise `ValueError`."""
        return cls(kid, *_of_public(key))


@dataclass(frozen=True, slots=True)
class SignerKeys:
    """The keys that a checker trusts to sign certificates."""

    keys: tuple[SignerKey, ...] = ()

    @classmethod
    def read(cls, text: bytes | str, member: str) -> Self:
        """Return the keys under that member of a file of keys; raise `KeysMalformed`."""
        try:
            jwks: Any = strict_object(text).get(member, [])  # Any: free JSON
            return cls.trusting(SignerKey.of_jwk(jwk) for jwk in jwks)
        except (AttributeError, LookupError, TypeError, ValueError) as error:
            raise KeysMalformed(str(error)) from error

    @classmethod
    def trusting(cls, keys: Iterable[SignerKey]) -> Self:
        """Return these keys; raise `KeysMalformed` when two have one id, since a certificate would name neither."""
        found = tuple(keys)
        if len({key.kid for key in found}) < len(found):
            raise KeysMalformed("two keys have the same id")
        return cls(found)

    def signer_of(self, token: Sign1) -> SignerKey:
        """Return the key that a token names if the token's signature is this key's; raise `Stopped`."""
        if token.kid is None:
            raise Stopped("kid-missing")
        key = next((key for key in self.keys if key.kid == token.kid), None)
        if key is None:
            raise Stopped("key-unknown", kid=token.kid.hex())
        if key.alg != token.alg:
            raise Stopped("alg-of-another", kid=token.kid.hex(), alg=token.alg)
        if not token.signature:
            raise Stopped("unsigned")
        if not key.key.verify(token.message, token.signature):
            raise Stopped("signature-wrong", kid=token.kid.hex())
        return key


class _Verifying(Protocol):
    def verify(self, signature: bytes, data: bytes, /, *how: Any) -> None: ...  # Any: by algorithm


@dataclass(frozen=True, slots=True)
class _Foreign:
    """A key of a kind that we do not sign with, or whose JWK we were not given."""

    key: _Verifying
    how: tuple[Any, ...] = ()  # Any: by algorithm
    halves: bool = False  # the signature is r ‖ s, and the library wants DER

    def verify(self, message: bytes, signature: bytes) -> bool:
        """Tell whether the signature is this key's over the message."""
        if self.halves:
            if len(signature) != 2 * _HALF:
                return False
            r, s = (int.from_bytes(half, "big") for half in (signature[:_HALF], signature[_HALF:]))
            signature = encode_dss_signature(r, s)
        try:
            self.key.verify(signature, message, *self.how)
        except InvalidSignature:
            return False
        return True


def _of_public(key: object) -> tuple[int, Verifies]:
    if isinstance(key, ec.EllipticCurvePublicKey) and isinstance(key.curve, ec.SECP256R1):
        return ES256, _Foreign(key, (ec.ECDSA(SHA256()),), halves=True)
    if isinstance(key, rsa.RSAPublicKey) and _LEAST_RSA <= key.key_size <= _MOST_RSA:
        return PS256, _Foreign(key, (padding.PSS(padding.MGF1(SHA256()), SHA256.digest_size), SHA256()))
    if isinstance(key, ed25519.Ed25519PublicKey):
        return EDDSA, _Foreign(key)
    raise ValueError("no key that we verify with: P-256, RSA of 2048 to 4096 bits, or Ed25519")
