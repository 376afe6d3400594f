"""Compact JWS (RFC 7515) with ES256 only: strict parser, and verification with a JWK."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, NoReturn, Protocol, Self, TypeAlias

import orjson
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from evidence.base64url import b64url, b64url_decode

Members: TypeAlias = Mapping[str, Any]  # Any: free JSON until somebody reads it

ALGORITHM: Final = "ES256"
MAX_SIZE: Final = 16_384  # bytes; a receipt has about 2,500
_HALF: Final = 32  # bytes of r and of s (RFC 7518 §3.4), and of a coordinate (§6.2.1.2)
_ECDSA: Final = ec.ECDSA(SHA256())


class JwsMalformed(ValueError):  # noqa: N818 - errors are sentences here
    """A text that is no compact JWS of ours."""


class Verifies(Protocol):
    """A public key that verifies signatures."""

    def verify(self, message: bytes, signature: bytes) -> bool:
        """Tell whether the signature (r ‖ s) is this key's over the message."""
        ...


class PublicKey:
    """P-256 public key of a JWK; `kid` is its thumbprint (RFC 7638), whatever the JWK says."""

    def __init__(self, jwk: Members) -> None:
        """Raise `ValueError` for anything but the public JWK of a point on the curve."""
        if jwk.get("kty") != "EC" or jwk.get("crv") != "P-256" or "d" in jwk:
            raise ValueError("no public key on P-256")
        x, y = (_coordinate(jwk.get(name)) for name in ("x", "y"))
        self._key: Final = ec.EllipticCurvePublicNumbers(x, y, ec.SECP256R1()).public_key()
        self.jwk: Final = {"crv": "P-256", "kty": "EC", "x": str(jwk["x"]), "y": str(jwk["y"])}
        self.kid: Final = b64url(hashlib.sha256(orjson.dumps(self.jwk)).digest())

    def verify(self, message: bytes, signature: bytes) -> bool:
        """Tell whether the signature (r ‖ s) is this key's over the message."""
        if len(signature) != 2 * _HALF:
            return False
        r, s = (int.from_bytes(half, "big") for half in (signature[:_HALF], signature[_HALF:]))
        try:
            self._key.verify(encode_dss_signature(r, s), message, _ECDSA)
        except InvalidSignature:
            return False
        return True


def _coordinate(text: object) -> int:
    value = b64url_decode(text) if isinstance(text, str) else b""
    if len(value) != _HALF:
        raise ValueError("a coordinate has 32 bytes")
    return int.from_bytes(value, "big")


@dataclass(frozen=True, slots=True)
class Jws:
    """A parsed JWS whose signature is not verified."""

    header: Members
    payload: Members
    message: bytes
    signature: bytes

    @classmethod
    def read(cls, token: str, *, typ: str, also: frozenset[str] = frozenset()) -> Self:
        """Return the parts of a compact JWS of that type; raise `JwsMalformed`.

        The header holds `alg`, `kid` and `typ`, and what `also` allows: nothing that could change how it is verified.
        """
        parts = token.split(".") if len(token) <= MAX_SIZE and token.isascii() else []
        if len(parts) != 3:  # noqa: PLR2004 - RFC 7515 §7.1: header, payload, signature
            raise JwsMalformed("not three parts")
        try:
            header, payload = (strict_object(b64url_decode(part)) for part in parts[:2])
            signature = b64url_decode(parts[2])
        except ValueError as error:
            raise JwsMalformed(str(error)) from error
        if header.keys() - also != {"alg", "kid", "typ"} or not all(isinstance(v, str) for v in header.values()):
            raise JwsMalformed("not the header expected")
        if (header["alg"], header["typ"]) != (ALGORITHM, typ):
            raise JwsMalformed(f"not an {ALGORITHM} {typ}")
        return cls(header, payload, token.rpartition(".")[0].encode("ascii"), signature)


def strict_object(text: bytes | str) -> Members:
    """Return the JSON object of these bytes; raise `ValueError` for duplicate members or numbers that differ."""
    try:
        members = _STRICT.decode(text if isinstance(text, str) else text.decode())
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    if not isinstance(members, dict):
        raise ValueError("no JSON object")  # noqa: TRY004 - what was sent is wrong, not our types
    return members


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:  # Any: free JSON
    members = dict(pairs)
    if len(members) != len(pairs):
        raise ValueError("a member stands twice")
    return members


def _no_number(text: str) -> NoReturn:
    raise ValueError(f"{text} is no JSON")


_STRICT: Final = json.JSONDecoder(object_pairs_hook=_once_each, parse_constant=_no_number)
