"""Step 2, authenticate: which system is calling, with a token of ours and a proof that this request is its own."""

import logging
from datetime import datetime
from typing import Final

from chassis.tokens import Claims, TokenRefused
from chassis.verified_tokens import Verified
from gateway.directory.entries import SystemEntry
from gateway.errors import NotAuthenticated
from gateway.exchange.exchange import Exchange, Identity
from gateway.trust.proofs import Proof, ProofRefused
from gateway.trust.request_signatures import SignedRequest

_SECURITY: Final = logging.getLogger("saphan.security")
_SCHEME: Final = "dpop "
_SIGNATURE_FIELDS: Final = frozenset({"signature", "signature-input"})


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
    token = _token(x)
    claims = token.claims
    system = x.gateway.directory.snapshot.systems.get(claims["client_id"])
    if system is None or system.member != claims["member"]:
        raise NotAuthenticated(reason="system-not-registered")  # or suspended since the token was made
    try:
        signature = _signature(x, claims, system)
        proof = _proof(x, claims, system, token.ath, needed=signature is None)
    except ProofRefused as refused:
        raise NotAuthenticated(reason=refused.reason, server_time=_told(x.at, refused.by_clock)) from None
    used = signature.proof if signature is not None else proof
    return Identity(
        system, claims["purpose"], token.digest, used.fingerprint if used is not None else None, signature=signature
    )


def _token(x: Exchange) -> Verified:
    authorization = x.headers.get("authorization", "")
    if authorization[: len(_SCHEME)].lower() != _SCHEME:
        # a Bearer token would be worth whatever its thief makes of it
        raise NotAuthenticated(reason="token-missing" if not authorization else "scheme-not-accepted")
    try:
        return x.gateway.access_tokens.verify(authorization[len(_SCHEME) :].strip(), now=x.at.timestamp())
    except TokenRefused as refused:
        reason = refused.reason if refused.reason.startswith("token-") else f"token-{refused.reason}"
        raise NotAuthenticated(reason=reason, server_time=_told(x.at, refused.by_clock)) from None


def _signature(x: Exchange, claims: Claims, system: SystemEntry) -> SignedRequest | None:
    if not _SIGNATURE_FIELDS & x.headers.keys():
        return None
    return x.gateway.signatures.check(
        x.headers,
        method=x.method,
        target=x.target,
        keys=system,
        now=x.at.timestamp(),
        jkt=claims["cnf"].get("jkt", ""),
    )


def _proof(x: Exchange, claims: Claims, system: SystemEntry, ath: str, *, needed: bool) -> Proof | None:
    """Return the DPoP proof. A signed request needs none, but what is sent is checked: nothing is believed unseen."""
    proof = x.headers.get("dpop")
    if proof is None:
        if needed:
            raise ProofRefused("proof-missing")
        return None
    return x.gateway.proofs.check(
        proof,
        method=x.method,
        path=x.target.partition("?")[0],
        keys=system,
        now=x.at.timestamp(),
        jkt=claims["cnf"].get("jkt", ""),
        ath=ath,
    )


def _told(now: datetime, by_clock: bool) -> datetime | None:
    return now if by_clock else None
