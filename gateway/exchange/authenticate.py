"""Step 2, authenticate: which system is calling, with a token of ours and a proof that this request is its own."""

import logging
from datetime import datetime
from typing import Final

from chassis.tokens import TokenRefused
from gateway.errors import NotAuthenticated
from gateway.exchange.exchange import Exchange, Identity
from gateway.trust.proofs import ProofRefused

_SECURITY: Final = logging.getLogger("saphan.security")
_SCHEME: Final = "dpop "


async def authenticate(x: Exchange) -> None:
    """Say who calls; raise `NotAuthenticated` with one stable word, and write it to the security log."""
    try:
        x.identity = _identify(x)
    except NotAuthenticated as refusal:
        reason = refusal.particulars["reason"]
        facts = {"exchange": x.id, "trace": x.trace.trace_id, "reason": reason, "method": x.method, "path": x.path}
        _SECURITY.warning("not authenticated", extra={"facts": facts})
        raise


def _identify(x: Exchange) -> Identity:
    authorization = x.headers.get("authorization", "")
    if authorization[: len(_SCHEME)].lower() != _SCHEME:
        # a Bearer token would be worth whatever its thief makes of it
        raise NotAuthenticated(reason="token-missing" if not authorization else "scheme-not-accepted")
    proof = x.headers.get("dpop")
    if proof is None:
        raise NotAuthenticated(reason="proof-missing")
    now = x.at.timestamp()
    try:
        token = x.gateway.access_tokens.verify(authorization[len(_SCHEME) :].strip(), now=now)
    except TokenRefused as refused:
        reason = refused.reason if refused.reason.startswith("token-") else f"token-{refused.reason}"
        raise NotAuthenticated(reason=reason, server_time=_told(x.at, refused.by_clock)) from None
    claims = token.claims
    system = x.gateway.directory.snapshot.systems.get(claims["client_id"])
    if system is None or system.member != claims["member"]:
        raise NotAuthenticated(reason="system-not-registered")  # or suspended since the token was made
    try:
        held = x.gateway.proofs.check(
            proof,
            method=x.method,
            path=x.target.partition("?")[0],
            keys=system,
            now=now,
            jkt=claims["cnf"].get("jkt", ""),
            ath=token.ath,
        )
    except ProofRefused as refused:
        raise NotAuthenticated(reason=refused.reason, server_time=_told(x.at, refused.by_clock)) from None
    return Identity(system, claims["purpose"], token.digest, held.fingerprint)


def _told(now: datetime, by_clock: bool) -> datetime | None:
    return now if by_clock else None
