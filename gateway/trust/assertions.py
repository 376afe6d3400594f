"""Client assertions (private_key_jwt, RFC 7523): one-time authentication of a system by its registered key."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from chassis.tokens.tokens import Claims, Profile, Sealed, TokenRefused, VerifyingKey, read, verify
from contracts import strict_json
from contracts.problems import MalformedJson
from gateway.directory.entries import SystemEntry

LONGEST_S: Final = 300
SKEW_S: Final = 60.0  # what a client's clock makes
MAX_JTI: Final = 256  # characters
OFFICE: Final = re.compile(r"(?=.{1,40}\Z)[A-Za-z0-9]+(-[A-Za-z0-9]+)*")
_OFFICER: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@-]{0,63}")


_NO_KID: Final = ""  # of no key: a thumbprint is 43 characters
_NO_KEY: Final = frozenset({"key-unknown", "signature-invalid"})
ODD_OFFICE: Final = ""  # what was named is no code of an office


@dataclass(frozen=True, slots=True)
class Assertion:
    """A verified assertion: the system, and the `jti` that is remembered so that it is used once."""

    system: SystemEntry
    jti: str
    until: float  # epoch seconds from which it is refused as expired anyway
    officer: str | None = None  # on whose behalf the system acts: the member's own identifier, and the member's word
    office: str | None = None  # the code of the one that it wants to act from, or `ODD_OFFICE`; no right is decided


@dataclass(frozen=True, slots=True)
class _RegisteredKeys:
    systems: Mapping[str, SystemEntry]

    def key(self, issuer: str | None, kid: str) -> VerifyingKey | None:
        system = self.systems.get(issuer or "")
        return system.keys.get(kid) if system else None


def verify_assertion(assertion: str, *, issuer: str, systems: Mapping[str, SystemEntry], now: float) -> Assertion:
    """Return the verified assertion, not yet marked as used; raise `TokenRefused`.

    `aud` is our issuer identifier and nothing else: an assertion made for another server must not open this one. `typ`,
    `kid` and `iat` may be missing, as RFC 7523 and RFC 7515 allow; what that lets in and what not is told in
    docs/decisions/0051.
    """
    profile = Profile(
        typ=frozenset({None, "jwt", "client-authentication+jwt"}),
        claims={"iss": str, "sub": str, "jti": str},
        audience=issuer,
        life_s=LONGEST_S,
        skew_s=SKEW_S,
        by_others=True,
    )
    claims = _verified(read(assertion), profile, systems, now)
    if claims["sub"] != claims["iss"]:  # RFC 7523 §3: of a client's own assertion both are its id
        raise TokenRefused("subject-not-expected")
    if len(claims["jti"]) > MAX_JTI:
        raise TokenRefused("claim-invalid")
    officer = claims.get("officer")
    # neither a blank nor a control character, and a letter or digit at least: every such name stands for somebody
    if "officer" in claims and not (isinstance(officer, str) and _OFFICER.fullmatch(officer)):
        raise TokenRefused("officer-invalid")
    office = claims.get("office")
    if "office" in claims and not (isinstance(office, str) and OFFICE.fullmatch(office)):
        office = ODD_OFFICE  # whoever signs so is who he says: it is the request that cannot be met
    # no sooner than `verify` calls it expired: what is forgotten must not be good any more
    ends = min(claims["exp"], claims["iat"] + LONGEST_S) if "iat" in claims else claims["exp"]
    return Assertion(systems[claims["iss"]], claims["jti"], ends + SKEW_S, officer, office)


def _verified(sealed: Sealed, profile: Profile, systems: Mapping[str, SystemEntry], now: float) -> Claims:
    """Return the claims; without `kid` the only key of the system that `iss` names must have signed.

    A system that is unknown, one with several keys and a wrong signature are then refused with one word: who has no key
    learns from none of them which systems there are.
    """
    if sealed.header.kid is not None or sealed.header.jwk_thumbprint is not None:
        return verify(sealed, profile, _RegisteredKeys(systems), now=now)
    system = systems.get(_issuer(sealed) or "")
    kid = next(iter(system.keys)) if system is not None and len(system.keys) == 1 else _NO_KID
    try:
        return verify(
            replace(sealed, header=replace(sealed.header, kid=kid)), profile, _RegisteredKeys(systems), now=now
        )
    except TokenRefused as refused:
        raise (TokenRefused("key-not-found") if refused.reason in _NO_KEY else refused) from None


def _issuer(sealed: Sealed) -> str | None:
    """Return whom a token names as its issuer, unverified."""
    try:
        claims = strict_json.loads(sealed.payload)
    except (ValueError, MalformedJson):
        raise TokenRefused("malformed") from None
    named = claims.get("iss") if isinstance(claims, Mapping) else None
    return named if isinstance(named, str) else None


def issuer_of(
    assertion: str, *registers: Mapping[str, SystemEntry], issuer: str, now: float
) -> tuple[str | None, bool]:
    """Return which system an assertion names as its issuer, and whether every rule of the profile holds for it.

    For the line about a refusal only: nothing may be granted on it. One that has expired, or was made for another
    server, may be anybody's who has seen it. What is named may be anything: it is returned only when it is the id of a
    system.
    """
    try:
        named = _issuer(read(assertion))
    except TokenRefused:
        return None, False
    known = (register.get(named) for register in registers) if named is not None else iter(())
    system = next((entry for entry in known if entry is not None), None)
    if system is None:
        return None, False
    try:
        verify_assertion(assertion, issuer=issuer, systems={system.client_id: system}, now=now)
    except TokenRefused:
        return system.client_id, False
    return system.client_id, True
