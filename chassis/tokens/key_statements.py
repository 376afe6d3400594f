"""Statements about keys: a long-lived key says which key of a day is its own, so that no vault is asked during a call.

Whoever knows the long-lived keys believes the day's key without asking anybody: a new one costs no exchange.
"""

from dataclasses import dataclass
from typing import Final, Protocol

from chassis.process.clock import Clock
from chassis.tokens.tokens import SKEW_S, KeySource, TokenRefused, VerifyingKey
from evidence import key_statements
from evidence.key_statements import LIFE_S, TYP, StatementRefused

CAPACITY: Final = 1000


class LongLivedKey(Protocol):
    """A key that is kept for years, in a sealed file or in hardware, and signs statements alone."""

    @property
    def verifying(self) -> VerifyingKey:
        """Its public half."""
        ...

    def sign(self, header: dict[str, object], claims: dict[str, object]) -> str:
        """Return the compact JWS; `alg` and `kid` are added to the header."""
        ...


@dataclass(frozen=True, slots=True)
class Certified:
    """A key that a statement vouches for."""

    key: VerifyingKey
    statement: str
    root: str  # kid of the long-lived key: with it goes everything it has vouched for
    ends_at: float  # epoch seconds


def state(root: LongLivedKey, issuer: str, key: VerifyingKey, *, now: float, life_s: int = LIFE_S) -> Certified:
    """Return the statement of `root` that `key` is its own for `life_s` seconds."""
    made = int(now)
    claims: dict[str, object] = {"iss": issuer, "iat": made, "exp": made + life_s, "jwk": dict(key.public_jwk)}
    statement = root.sign({"typ": TYP}, claims)
    return Certified(key, statement, root.verifying.thumbprint, made + life_s)


def believed(statement: str, roots: KeySource, *, now: float, issuer: str | None = None) -> Certified:
    """Return what a statement vouches for; raise `TokenRefused` unless a key of `roots` has signed it."""
    try:
        found = key_statements.believed(statement, roots.key, now=now, issuer=issuer)
    except StatementRefused as refusal:
        raise TokenRefused(refusal.reason) from None
    try:
        key = VerifyingKey(found.jwk)
    except ValueError:
        raise TokenRefused("key-not-allowed") from None
    return Certified(key, statement, found.root, found.ends_at)


class CertifiedKeys:
    """The long-lived keys that are known, and the day's keys that were shown with a statement of one of them."""

    def __init__(self, roots: KeySource, clock: Clock) -> None:
        self._roots, self._clock = roots, clock
        self._learnt: dict[str, Certified] = {}
        self._seen: set[str] = set()

    def learn(self, statement: str) -> None:
        """Believe the statement if a known long-lived key has made it; otherwise nothing changes."""
        if statement in self._seen:
            return
        try:
            found = believed(statement, self._roots, now=self._clock.now().timestamp())
        except TokenRefused:
            return  # not remembered: the long-lived key may become known later
        if len(self._seen) >= CAPACITY:
            self._seen.clear()
            self._learnt.clear()
        self._seen.add(statement)
        self._learnt[found.key.thumbprint] = found

    def key(self, issuer: str | None, kid: str) -> VerifyingKey | None:
        """Return the key of that id while its statement holds, or the long-lived key of that id."""
        found = self._learnt.get(kid)
        if found is None:
            return self._roots.key(issuer, kid)
        if self._clock.now().timestamp() >= found.ends_at + SKEW_S or self._roots.key(issuer, found.root) is None:
            return None
        return found.key
