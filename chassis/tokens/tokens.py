"""Reads and writes signed tokens (compact JWS, ES256): strict before any cryptography, typed after it.

A JOSE library does the signatures (chassis/tokens/jose_engine.py) and nothing else: python-jose's own `jwt.decode`
skips `aud`, `crit`, `typ` and a missing `exp`, and takes a public key for an HMAC secret. Here a profile pins all of
that, and no key comes from a token or PEM text.
"""

import hashlib
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final, NoReturn, Protocol, Self, TypeAlias

import orjson
from cryptography.hazmat.primitives.asymmetric import ec

from chassis.tokens import jose_engine
from contracts import strict_json
from contracts.problems import MalformedJson
from evidence.base64url import b64url, b64url_decode

Claims: TypeAlias = Mapping[str, Any]  # Any: claims are typed by the profile that let them through

ALGORITHM: Final = "ES256"
MAX_TOKEN: Final = 8192  # bytes; ours have about 800
SKEW_S: Final = 5.0  # between our own machines; what a client's clock makes has a tolerance of its own
_HEADER_MEMBERS: Final = frozenset({"alg", "kid", "typ", "cty", "jwk"})  # so crit, jku, x5u, x5c and b64 are refused
_COORDINATE_LENGTH: Final = 43  # 32 bytes in base64url (RFC 7518 §6.2.1.2)
_SIGNATURE_BYTES: Final = 64  # r ‖ s (RFC 7518 §3.4)


class TokenRefused(Exception):  # noqa: N818 - a sentence, as every refusal here
    """A refused token. `reason` is one stable word; which bytes were wrong is not told."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason

    @property
    def by_clock(self) -> bool:
        """Whether another clock might have accepted it: such a refusal tells the server's time."""
        return self.reason in {"expired", "not-yet-valid", "not-fresh"}


def thumbprint(jwk: Mapping[str, Any]) -> str:  # Any: a JWK's members are of any type
    """Return the JWK's SHA-256 thumbprint (RFC 7638); raise `KeyError` for anything but an EC key."""
    members = {"crv": jwk["crv"], "kty": jwk["kty"], "x": jwk["x"], "y": jwk["y"]}
    return b64url(hashlib.sha256(orjson.dumps(members)).digest())


def access_token_hash(token: str) -> str:
    """Return `ath`, the digest that ties a proof to its access token (RFC 9449 §4.2)."""
    return b64url(hashlib.sha256(token.encode("ascii")).digest())


class VerifyingKey:
    """A public P-256 key; built once, because building costs half as much as verifying."""

    def __init__(self, jwk: Mapping[str, Any]) -> None:  # Any: see thumbprint
        """Raise `ValueError` for any key that is not a public ES256 signature key."""
        if jwk.get("kty") != "EC" or jwk.get("crv") != "P-256" or jwk.get("alg", ALGORITHM) != ALGORITHM:
            raise ValueError("not an ES256 key")
        if jwk.get("use", "sig") != "sig" or "verify" not in jwk.get("key_ops", ["verify"]):
            raise ValueError("not a key for signatures")
        if "d" in jwk:
            raise ValueError("a private key where a public one belongs")
        coordinates: dict[str, str] = {}
        for name in ("x", "y"):
            value = jwk.get(name)
            if not isinstance(value, str) or len(value) != _COORDINATE_LENGTH:
                raise ValueError("a coordinate is 32 bytes in base64url")
            b64url_decode(value)
            coordinates[name] = value
        self.public_jwk: Final[Mapping[str, str]] = {"kty": "EC", "crv": "P-256", **coordinates}
        self.thumbprint: Final = thumbprint(self.public_jwk)
        self.kid: Final[str] = str(jwk.get("kid", self.thumbprint))
        self._verify: Final = jose_engine.verifier(self.public_jwk)  # refuses a point that is not on the curve

    def verify(self, message: bytes, signature: bytes) -> bool:
        """Tell whether the signature is this key's over the message."""
        return len(signature) == _SIGNATURE_BYTES and self._verify(message, signature)


class SigningKey:
    """A private P-256 key; its id is its thumbprint."""

    def __init__(self, private_jwk: Mapping[str, Any]) -> None:  # Any: see thumbprint
        secret = {name: value for name, value in private_jwk.items() if name in {"kty", "crv", "x", "y", "d"}}
        public = {name: value for name, value in private_jwk.items() if name not in {"d", "kid", "key_ops"}}
        self.verifying: Final = VerifyingKey(public)
        self.kid: Final = self.verifying.thumbprint
        self.public_jwk: Final[Mapping[str, str]] = {
            **self.verifying.public_jwk,
            "kid": self.kid,
            "alg": ALGORITHM,
            "use": "sig",
        }
        self.sign_bytes: Final = jose_engine.signer(secret)  # r ‖ s over any message, as RFC 9421 wants it too
        self._d: Final = str(private_jwk["d"])
        if not self.verifying.verify(b"", self.sign_bytes(b"")):
            raise ValueError("the private part does not belong to the public one")

    @classmethod
    def generate(cls) -> Self:
        """Return a new key from the system's randomness."""
        numbers = ec.generate_private_key(ec.SECP256R1()).private_numbers()
        point = numbers.public_numbers
        parts = {"x": point.x, "y": point.y, "d": numbers.private_value}
        return cls({"kty": "EC", "crv": "P-256"} | {n: b64url(v.to_bytes(32, "big")) for n, v in parts.items()})

    @classmethod
    def from_jwk(cls, private_jwk: Mapping[str, Any]) -> Self:  # Any: see thumbprint
        """Return the key of a private JWK; raise `ValueError` or `KeyError` when it is none of ours."""
        return cls(private_jwk)

    def private_jwk(self) -> dict[str, str]:
        """Return the secret itself, for a file with mode 0600 and nothing else."""
        return {**self.public_jwk, "d": self._d}

    def sign(self, header: Mapping[str, object], claims: Mapping[str, object]) -> str:
        """Return the compact JWS. `alg` and, unless the header brings its `jwk`, `kid` are added."""
        named = {"alg": ALGORITHM, **({} if "jwk" in header else {"kid": self.kid}), **header}
        message = f"{b64url(orjson.dumps(named))}.{b64url(orjson.dumps(claims))}"
        return f"{message}.{b64url(self.sign_bytes(message.encode('ascii')))}"


class KeySource(Protocol):
    """Looks up registered keys."""

    def key(self, issuer: str | None, kid: str) -> VerifyingKey | None:
        """Return the key registered for that issuer under that id, or None."""
        ...


@dataclass(frozen=True, slots=True)
class Header:
    """A JWS protected header that has been validated."""

    typ: str | None  # in lower case and without `application/`: that is how two are compared (RFC 7515 §4.1.9)
    kid: str | None
    jwk_thumbprint: str | None  # of a proof's own key: only to compare with a registered one, never to verify with


@dataclass(frozen=True, slots=True)
class Sealed:
    """A parsed token whose signature is not verified."""

    header: Header
    payload: bytes
    message: bytes
    signature: bytes


def _refuse(reason: str) -> NoReturn:
    raise TokenRefused(reason) from None


@lru_cache(maxsize=4096)  # a client's header is the same in every proof it makes
def _header(segment: str) -> Header:
    try:
        members = strict_json.loads(b64url_decode(segment))
    except (ValueError, MalformedJson):
        _refuse("malformed")
    if not isinstance(members, Mapping) or not _HEADER_MEMBERS.issuperset(members):
        _refuse("header-not-allowed")
    if members.get("alg") != ALGORITHM:
        _refuse("algorithm-not-allowed")
    typ, kid, jwk = members.get("typ"), members.get("kid"), members.get("jwk")
    if not isinstance(typ, str | None) or not isinstance(kid, str | None):
        _refuse("header-not-allowed")
    typ = None if typ is None else typ.lower().removeprefix("application/")
    if jwk is None:
        return Header(typ, kid, None)
    try:
        return Header(typ, kid, VerifyingKey(jwk if isinstance(jwk, Mapping) else {}).thumbprint)
    except (ValueError, TypeError):
        _refuse("key-not-allowed")


def read(token: str) -> Sealed:
    """Parse a token; raise `TokenRefused` unless it is a strict compact JWS. No cryptography yet."""
    if len(token) > MAX_TOKEN or not token.isascii():
        _refuse("malformed")
    parts = token.split(".")
    # RFC 7515 §7.1: header, payload, signature; it lets the last two be empty, but no token of ours says nothing
    if len(parts) != 3 or not all(parts):  # noqa: PLR2004 - as above
        _refuse("malformed")
    try:
        payload, signature = b64url_decode(parts[1]), b64url_decode(parts[2])
    except ValueError:
        _refuse("malformed")
    return Sealed(_header(parts[0]), payload, token.rpartition(".")[0].encode("ascii"), signature)


@dataclass(frozen=True, slots=True)
class Profile:
    """Rules for one kind of token. `life_s` is for tokens with `exp`, `fresh_s` for those with `iat` alone."""

    typ: frozenset[str | None]  # in lower case; None: one that names no type
    claims: Mapping[str, type]  # required ones with their exact type: a bool is no int here
    issuer: str | None = None  # None: the token names its key's owner, and the registry knows that owner's keys
    audience: str | None = None  # the only one, compared whole
    life_s: int | None = None  # the longest time from iat to exp; what others make is cut to it
    fresh_s: float | None = None  # iat at most so far from now, before or after
    skew_s: float = SKEW_S
    by_others: bool = False  # what RFC 7519 leaves to the maker is read: see `_audiences`, `_end`, `_moment`
    by_jwk: bool = False  # a proof: found by the thumbprint of its header's jwk, verified with the registered key


def verify(token: str | Sealed, profile: Profile, keys: KeySource, *, now: float) -> Claims:
    """Return the claims of a token that keeps every rule of its profile; raise `TokenRefused`. `now`: epoch s."""
    sealed = token if isinstance(token, Sealed) else read(token)
    if sealed.header.typ not in profile.typ:
        _refuse("type-not-expected")
    claims = _claims(sealed.payload)
    issuer = claims.get("iss")
    if profile.issuer is not None and issuer != profile.issuer:
        _refuse("issuer-not-expected")
    kid = sealed.header.jwk_thumbprint if profile.by_jwk else sealed.header.kid
    if kid is None or (sealed.header.jwk_thumbprint is not None) != profile.by_jwk:
        _refuse("header-not-allowed")
    key = keys.key(issuer if isinstance(issuer, str) else None, kid)
    if key is None:
        _refuse("key-unknown")
    if not key.verify(sealed.message, sealed.signature):
        _refuse("signature-invalid")
    _check_claims(claims, profile, now)
    return claims


def _claims(payload: bytes) -> Claims:
    try:
        claims = strict_json.loads(payload)
    except (ValueError, MalformedJson):
        _refuse("malformed")
    if not isinstance(claims, Mapping):
        _refuse("malformed")
    return claims


def _check_claims(claims: Claims, profile: Profile, now: float) -> None:
    for name, kind in profile.claims.items():
        if name not in claims:
            _refuse("claim-missing")
        if type(claims[name]) is not kind or claims[name] in ("", {}, []):
            _refuse("claim-invalid")
    if profile.audience is not None and claims.get("aud") not in _audiences(profile):
        _refuse("audience-not-expected")
    _check_times(profile, now, *(_moment(claims, name, profile) for name in ("iat", "exp", "nbf")))


def _audiences(profile: Profile) -> tuple[object, ...]:
    """Return how the one audience may be spelt: others may write it as a list (RFC 7519 §4.1.3), of nobody else."""
    return (profile.audience, [profile.audience]) if profile.by_others else (profile.audience,)


def _check_times(profile: Profile, now: float, made: float | None, ends: float | None, begins: float | None) -> None:
    if profile.fresh_s is not None:
        if made is None:
            _refuse("claim-missing")
        if abs(now - made) > profile.fresh_s:
            _refuse("not-fresh")
    if profile.life_s is not None:
        ends = _end(profile, profile.life_s, now, made, ends)
    if begins is not None and begins > now + profile.skew_s:
        _refuse("not-yet-valid")
    if ends is not None and now >= ends + profile.skew_s:
        _refuse("expired")


def _end(profile: Profile, life_s: int, now: float, made: float | None, ends: float | None) -> float:
    """Return when the token ends for us. Others may state a longer life, which is cut, and need not state `iat`.

    Without `iat` nobody knows how long it has lived, so it must end soon (RFC 7523 §3: an `exp` unreasonably far ahead
    may be rejected).
    """
    if ends is None or (made is None and not profile.by_others):
        _refuse("claim-missing")
    if made is None:
        if ends > now + life_s + profile.skew_s:
            _refuse("life-too-long")
        return ends
    if ends <= made or (ends - made > life_s and not profile.by_others):
        _refuse("life-too-long")
    if made > now + profile.skew_s:
        _refuse("not-yet-valid")
    return min(ends, made + life_s)


def _moment(claims: Claims, name: str, profile: Profile) -> float | None:
    value: Any = claims.get(name)  # Any: a claim of any type
    if value is None and name not in claims:
        return None
    # true is no time; that it is finite and less than 2^53 is strict JSON's
    if type(value) is not int and not (profile.by_others and type(value) is float):
        _refuse("claim-invalid")
    return float(math.floor(value))  # others' moments may have parts of a second (RFC 7519 §2, NumericDate)
