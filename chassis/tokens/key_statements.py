"""Key statements: a long-lived key certifies the signing key of a day, so that no vault is asked during a call.

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
    """A key kept for years, in a sealed file or in hardware (HSM), that signs statements only."""

    @property
    def verifying(self) -> VerifyingKey:
        """Its public key."""
        ...

    def sign(self, header: dict[str, object], claims: dict[str, object]) -> str:
        """Return the compact JWS; `alg` and `kid` are added to the header."""
        ...


@dataclass(frozen=True, slots=True)
class Certified:
    """A certified key, with its statement."""

    key: VerifyingKey
    statement: str
    root: str  # kid of the long-lived key: with it goes everything it has vouched for
    ends_at: float  # epoch seconds


def state(root: LongLivedKey, issuer: str, key: VerifyingKey, *, now: float, life_s: int = LIFE_S) -> Certified:
    """Return `key` certified by `root` for `life_s` seconds from `now` (epoch seconds)."""
    made = int(now)
    claims: dict[str, object] = {"iss": issuer, "iat": made, "exp": made + life_s, "jwk": dict(key.public_jwk)}
    statement = root.sign({"typ": TYP}, claims)
    return Certified(key, statement, root.verifying.thumbprint, made + life_s)


def believed(statement: str, roots: KeySource, *, now: float, issuer: str | None = None) -> Certified:
    """Return the certified key of a statement; raise `TokenRefused` unless a key of `roots` has signed it."""
    try:
        certified = key_statements.believed(statement, roots.key, now=now, issuer=issuer)
    except StatementRefused as refusal:
        raise TokenRefused(refusal.reason) from None
    try:
        key = VerifyingKey(certified.jwk)
    except ValueError:
        raise TokenRefused("key-not-allowed") from None
    return Certified(key, statement, certified.root, certified.ends_at)


class CertifiedKeys:
    """Key source of the long-lived keys and of the keys that their statements certify."""

    def __init__(self, roots: KeySource, clock: Clock) -> None:
        self._roots, self._clock = roots, clock
        self._learnt: dict[str, Certified] = {}
        self._seen: set[str] = set()

    def learn(self, statement: str) -> None:
        """Add the key of a statement if a known long-lived key has signed it; otherwise do nothing."""
        if statement in self._seen:
            return
        try:
            certified = believed(statement, self._roots, now=self._clock.now().timestamp())
        except TokenRefused:
            return  # not remembered: the long-lived key may become known later
        if len(self._seen) >= CAPACITY:
            self._seen.clear()
            self._learnt.clear()
        self._seen.add(statement)
        self._learnt[certified.key.thumbprint] = certified

    def key(self, issuer: str | None, kid: str) -> VerifyingKey | None:
        """Return the key of that id: a certified one while its statement is valid, or a long-lived one."""
        learnt = self._learnt.get(kid)
        if learnt is None:
            return self._roots.key(issuer, kid)
        if self._clock.now().timestamp() >= learnt.ends_at + SKEW_S or self._roots.key(issuer, learnt.root) is None:
            return None
        return learnt.key
