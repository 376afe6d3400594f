"""Step 2, authenticate: verify the access token and its proof of possession (DPoP, signed request or certificate)."""

from datetime import datetime
from typing import Final

from chassis.tokens.tokens import Claims, TokenRefused
from chassis.tokens.verified_tokens import Verified
from gateway.directory.entries import SystemEntry
from gateway.directory.seats import NoSeat
from gateway.errors.passage import NotAuthenticated, OfficeNotStanding
from gateway.exchange.exchange import Exchange
from gateway.exchange.parts import Identity
from gateway.trust.certificates import FIELD as CLIENT_CERT
from gateway.trust.certificates import check_certificate
from gateway.trust.delegation import delegation_of, key_of
from gateway.trust.proofs import Proof, ProofRefused
from gateway.trust.request_signatures import SignedRequest
from gateway.trust.standing import fault_of, tokens_of

_SCHEMES: Final = frozenset({"dpop", "bearer"})
_X5T: Final = "x5t#S256"
_SIGNATURE_FIELDS: Final = frozenset({"signature", "signature-input"})


async def authenticate(x: Exchange) -> None:
    """Set `identity` to the calling system; raise `NotAuthenticated` with one stable word as its reason."""
    x.identity = _identify(x, await _token(x))


def _identify(x: Exchange, token: Verified) -> Identity:
    claims, directory = token.claims, x.gateway.directory
    snapshot, client_id, key = directory.snapshot, claims["client_id"], key_of(claims)
    x.token_of = client_id
    tokens, delegation = tokens_of(claims), delegation_of(claims)
    office = claims.get("office") if delegation is None else delegation.own_office
    if fault := fault_of(
        snapshot,
        directory.revoked,
        client_id=client_id,
        member=claims["member"],
        key=key,
        tokens=tokens,
        delegation=delegation,
        office=office,
        at=x.at.timestamp(),
    ):
        raise _not_standing(client_id, fault)
    system = snapshot.systems[client_id]
    try:
        certified = _certified(x, claims, system)
        signature = _signature(x, system, key)
        proof = _proof(x, claims, system, token.ath, needed=not certified and signature is None)
    except ProofRefused as refused:
        raise NotAuthenticated(reason=refused.reason, server_time=_server_time(x.at, refused.by_clock)) from None
    used = signature.proof if signature is not None else proof
    return Identity(
        system,
        claims["purpose"],
        token.digest,
        used.fingerprint if used is not None else None,
        officer=claims.get("officer"),
        signature=signature,
        tokens=tokens,
        jkt=key,
        delegation=delegation,
        office=office,
    )


def _not_standing(client_id: str, fault: str | NoSeat) -> NotAuthenticated:
    if isinstance(fault, str):
        return NotAuthenticated(reason=fault)
    return OfficeNotStanding(
        reason=fault.reason, system=client_id, office=fault.office, successor=fault.successor, offices=fault.held
    )


async def _token(x: Exchange) -> Verified:
    scheme, _, text = x.headers.get("authorization", "").partition(" ")
    if scheme.lower() not in _SCHEMES:
        raise NotAuthenticated(reason="scheme-not-accepted" if scheme else "token-missing")
    try:
        token = await _verified(x, text.strip())
    except TokenRefused as refused:
        reason = refused.reason if refused.reason.startswith("token-") else f"token-{refused.reason}"
        raise NotAuthenticated(reason=reason, server_time=_server_time(x.at, refused.by_clock)) from None
    # as Bearer a token goes only where TLS holds it: any other would be worth whatever its thief makes of it
    if scheme.lower() != ("bearer" if _X5T in token.claims["cnf"] else "dpop"):
        raise NotAuthenticated(reason="scheme-not-accepted")
    return token


async def _verified(x: Exchange, text: str) -> Verified:
    now = x.at.timestamp()
    try:
        return x.gateway.access_tokens.verify(text, now=now)
    except TokenRefused as refused:
        # another gateway may have begun to sign with a key that we have not heard of yet
        if refused.reason != "key-unknown" or not await x.gateway.key_register.look_again():
            raise
    return x.gateway.access_tokens.verify(text, now=now)


def _certified(x: Exchange, claims: Claims, system: SystemEntry) -> bool:
    """Tell whether the token is bound to a certificate, and TLS has proven it; raise `ProofRefused` when it has not."""
    x5t = claims["cnf"].get(_X5T)
    if x5t is not None:
        check_certificate(x.headers.get(CLIENT_CERT), keys=system, now=x.at.timestamp(), x5t=x5t)
    return x5t is not None


def _signature(x: Exchange, system: SystemEntry, jkt: str) -> SignedRequest | None:
    if not _SIGNATURE_FIELDS & x.headers.keys():
        return None
    return x.gateway.signatures.check(
        x.headers, method=x.method, target=x.target, keys=system, now=x.at.timestamp(), jkt=jkt
    )


def _proof(x: Exchange, claims: Claims, system: SystemEntry, ath: str, *, needed: bool) -> Proof | None:
    """Return the DPoP proof. Who is proven already needs none, but what is sent is checked: nothing goes unseen."""
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


def _server_time(now: datetime, by_clock: bool) -> datetime | None:
    return now if by_clock else None
