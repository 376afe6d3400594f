"""Verifies key statements: a long-lived key certifies the signing key of a day."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from evidence.jws import Jws, JwsMalformed, Members, Verifies

Roots: TypeAlias = Callable[[str | None, str], Verifies | None]  # issuer, key id → the long-lived key

TYP: Final = "key-statement+jwt"
LIFE_S: Final = 86_400
SKEW_S: Final = 5.0  # between our own machines


class StatementRefused(Exception):  # noqa: N818 - a sentence, as every refusal here
    """A refused statement. `reason` is one stable word."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Vouched:
    """Key that a verified statement certifies. Times are epoch seconds."""

    jwk: Members  # as stated: whoever uses the key looks at it himself
    issuer: str
    root: str  # id of the long-lived key
    made: int
    ends_at: int


def believed(statement: str, roots: Roots, *, now: float, issuer: str | None = None) -> Vouched:
    """Return the key that a statement certifies at that moment (epoch seconds); raise `StatementRefused`.

    A key that was certified certifies nobody: `roots` must know long-lived keys alone.
    """
    try:
        sealed = Jws.read(statement, typ=TYP)
    except JwsMalformed:
        raise StatementRefused("malformed") from None
    vouched = _vouched(sealed)
    if issuer is not None and vouched.issuer != issuer:
        raise StatementRefused("issuer-not-expected")
    root = roots(vouched.issuer, vouched.root)
    if root is None:
        raise StatementRefused("key-unknown")
    if not root.verify(sealed.message, sealed.signature):
        raise StatementRefused("signature-invalid")
    if not 0 < vouched.ends_at - vouched.made <= LIFE_S:
        raise StatementRefused("life-too-long")
    if vouched.made > now + SKEW_S:
        raise StatementRefused("not-yet-valid")
    if now >= vouched.ends_at + SKEW_S:
        raise StatementRefused("expired")
    return vouched


def _vouched(sealed: Jws) -> Vouched:
    stated = sealed.payload
    if not {"iss", "iat", "exp", "jwk"} <= stated.keys():
        raise StatementRefused("claim-missing")
    jwk: Any = stated["jwk"]  # Any: free JSON
    kinds = (type(stated["iss"]), type(stated["iat"]), type(stated["exp"]), type(jwk))
    if kinds != (str, int, int, dict) or not stated["iss"] or not jwk:
        raise StatementRefused("claim-invalid")
    return Vouched(jwk, stated["iss"], sealed.header["kid"], stated["iat"], stated["exp"])
