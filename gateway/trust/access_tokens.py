"""Access tokens (RFC 9068 `at+jwt`, ES256): short-lived, for one purpose, bound to the key of the calling system."""

from dataclasses import dataclass
from typing import Final

from chassis.tokens.tokens import SKEW_S, KeySource, Profile, SigningKey
from chassis.tokens.verified_tokens import VerifiedTokens
from contracts.identifiers import new_id
from gateway.trust.delegation import Delegation

TYP: Final = "at+jwt"
LONGEST_S: Final = 300


@dataclass(frozen=True, slots=True)
class Grant:
    """The content of a token: system, member and purpose, and the key or certificate it is bound to."""

    client_id: str
    member: str
    purpose: str
    jkt: str
    life_s: int = LONGEST_S
    officer: str | None = None  # of the member that calls
    delegation: Delegation | None = None  # when it calls for another member
    x5t: str | None = None  # the certificate, when TLS proves possession
    office: str | None = None  # of its member, that it acts from; of a delegated token the delegation's

    @property
    def cnf(self) -> dict[str, str]:
        """How possession is to be proven: RFC 9449 §6.1, or RFC 8705 §3.1."""
        return {"jkt": self.jkt} if self.x5t is None else {"x5t#S256": self.x5t}


def mint(key: SigningKey, issuer: str, grant: Grant, *, now: float) -> str:
    """Return the token; it begins at the whole second of `now` (epoch seconds)."""
    made = int(now)
    claims = {
        "iss": issuer,
        "sub": grant.client_id,
        "client_id": grant.client_id,
        "aud": issuer,
        "iat": made,
        "exp": made + grant.life_s,
        "jti": new_id("tok"),
        "member": grant.member,
        "purpose": grant.purpose,
        "cnf": grant.cnf,
    }
    if grant.x5t is not None:
        claims["key"] = grant.jkt  # the certificate's: a key is suspended, not the certificates that it has
    if grant.officer is not None:
        claims["officer"] = grant.officer
    if grant.office is not None:
        claims["office"] = grant.office
    if grant.delegation is not None:
        claims |= grant.delegation.claims()
    return key.sign({"typ": TYP}, claims)


def profile(issuer: str) -> Profile:
    """Return the profile that an access token of ours must match: type, claims, issuer, lifetime."""
    return Profile(
        typ=frozenset({TYP}),
        claims={"sub": str, "client_id": str, "jti": str, "member": str, "purpose": str, "cnf": dict},
        issuer=issuer,
        audience=issuer,
        life_s=LONGEST_S,
        skew_s=SKEW_S,  # we made it: only our own clocks can differ
    )


def verified_access_tokens(issuer: str, keys: KeySource) -> VerifiedTokens:
    """Return the cached verifier of access tokens; `claims["cnf"]["jkt"]` is the key that a proof must be made with."""
    return VerifiedTokens(profile(issuer), keys)
