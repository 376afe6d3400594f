"""Token endpoint (RFC 6749): grants tokens for one purpose, bound to the system's key; exchange and revocation."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from chassis.client.client_tokens import ACCESS_TOKEN, TOKEN_EXCHANGE
from chassis.process.clock import Clock
from chassis.tokens.tokens import SKEW_S, TokenRefused, verify
from gateway.directory.seats import NoSeat
from gateway.directory.snapshot import Snapshot, SystemEntry
from gateway.errors.passage import DirectoryStale
from gateway.trust.access_tokens import LONGEST_S, Grant, mint, profile
from gateway.trust.assertions import Assertion, issuer_of, verify_assertion
from gateway.trust.certificates import Certificate, check_certificate
from gateway.trust.delegation import LONGEST_CHAIN, Delegation, delegated, delegation_of, key_of
from gateway.trust.errors import (
    ActingNotGranted,
    ClientNotAuthenticated,
    DpopNonceRequired,
    OfficerNotInOffice,
    ProofNotAccepted,
    SubjectTokenRefused,
    TokenRequestInvalid,
)
from gateway.trust.keys import GatewayKeys
from gateway.trust.offices import office_of
from gateway.trust.proofs import Proof, ProofRefused, Proofs
from gateway.trust.purposes import must_be_agreed
from gateway.trust.revocation import RevokedTokens
from gateway.trust.spent import Once, SpentTokens
from gateway.trust.standing import Directory, fault_of, tokens_of
from gateway.trust.token_form import TO_REVOKE, demand, life_of, read_fields, read_form

PATH: Final = "/oauth/token"
REVOCATION_PATH: Final = "/oauth/revoke"
_SECURITY: Final = logging.getLogger("saphan.security")


@dataclass(frozen=True, slots=True)
class Granted:
    """A granted token with the values of its answer (RFC 6749 §5.1)."""

    token: str
    expires_in: int
    purpose: str
    scheme: str = "DPoP"  # Bearer: bound to a certificate (RFC 8705 §3)
    exchanged: bool = False
    office: str | None = None

    def answer(self) -> dict[str, object]:
        """Return the JSON members of the answer (RFC 6749 §5.1, RFC 8693 §2.2.1)."""
        issued = {"issued_token_type": ACCESS_TOKEN} if self.exchanged else {}  # RFC 8693 §2.2.1
        office = {} if self.office is None else {"office": self.office}  # that it is for, whether or not it was named
        return (
            issued
            | office
            | {
                "access_token": self.token,
                "token_type": self.scheme,
                "expires_in": self.expires_in,
                "purpose": self.purpose,
                "scope": self.purpose,
            }
        )


@dataclass(frozen=True, slots=True)
class Acting:
    """The delegation of a token exchange, and the seconds left of the subject token: the new one lives no longer."""

    delegation: Delegation
    life_s: int


@dataclass(frozen=True, slots=True)
class TokenEndpoint:
    """Grants and revokes tokens. It knows no HTTP beyond the form, the proof and the certificate."""

    keys: GatewayKeys
    proofs: Proofs
    spent: SpentTokens
    directory: Directory
    clock: Clock
    revoked: RevokedTokens
    certificates: bool = False  # whether some hop hands them over: only then they are offered

    async def grant(self, form: bytes, proof: str | None, certificate: str | None = None) -> Granted:
        """Return a token for the form's purpose, or raise a `TokenRefusal`.

        `proof` is the DPoP header; without one, `certificate` (`Client-Cert`, from a trusted hop) binds the token.
        """
        fields = read_form(form)
        life_s = life_of(fields)
        snapshot, at = self.directory.current(), self.clock.now()
        now = at.timestamp()
        assertion = self._assertion(fields, snapshot, at)
        held = self._held(proof, certificate, assertion, at)
        system, purpose = assertion.system, fields["purpose"]
        must_be_agreed(purpose, system.member, snapshot, now)
        if assertion.officer is not None and not snapshot.is_in_office(system.member, assertion.officer, now):
            raise OfficerNotInOffice(officer=assertion.officer, member=system.member)
        office = office_of(fields, assertion, snapshot, now)
        acting = self._acting(fields, system, office, snapshot, now)
        life_s = min(life_s, acting.life_s) if acting is not None else life_s
        await self._spend(assertion, held, now)
        x5t = None
        if isinstance(held, Certificate):
            # what is held by a certificate ends with it, and so does what others get in exchange
            x5t, life_s = held.x5t, max(1, min(life_s, int(held.ends - now)))
        delegation = acting.delegation if acting is not None else None
        office = office if delegation is None else delegation.office
        grant = Grant(
            system.client_id, system.member, purpose, held.jkt, life_s, assertion.officer, delegation, x5t, office
        )
        token = mint(self.keys.signing, self.keys.issuer, grant, now=now)
        scheme = "DPoP" if x5t is None else "Bearer"
        return Granted(token, life_s, purpose, scheme, exchanged=acting is not None, office=office)

    async def revoke(self, form: bytes) -> None:
        """Take back the form's token; raise a `TokenRefusal` when the client is not authenticated.

        A token that is no token, or not the client's to take back, is no refusal (RFC 7009 §2.2): nobody learns from
        the answer whose it was. What a system takes back ends what others hold on its behalf.
        """
        fields, at = read_fields(form), self.clock.now()
        demand(fields, TO_REVOKE)
        assertion = self._assertion(fields, self.directory.current(), at)
        await self._spend(assertion, None, at.timestamp())
        try:
            claims = verify(fields["token"], profile(self.keys.issuer), self.keys, now=at.timestamp())
        except TokenRefused:
            return
        delegation = delegation_of(claims)
        concerned = {claims["client_id"], *((delegation.subject, *delegation.actors) if delegation is not None else ())}
        if assertion.system.client_id in concerned:
            until = claims["exp"] + SKEW_S
            await self.revoked.revoke(
                claims["jti"], assertion.system.client_id, until=until + LONGEST_S, now=at.timestamp()
            )
            _SECURITY.warning(
                "token revoked", extra={"facts": {"system": assertion.system.client_id, "token": claims["jti"]}}
            )

    def scopes(self) -> tuple[str, ...]:
        """Return the purposes for which somebody may ask for a token; none are told while the directory is away."""
        try:
            return self.directory.current().purposes_agreed
        except DirectoryStale:
            return ()

    def next_nonce(self) -> dict[str, str]:
        """Return the header that tells a client which nonce its next proof is to carry, where one is asked for."""
        nonce = self.proofs.nonce(now=self.clock.now().timestamp())
        return {} if nonce is None else {"DPoP-Nonce": nonce}

    def asking(self, form: bytes) -> dict[str, str]:
        """Return whose a refused form is, for the security log: `system` if it was proven, else what is `claimed`."""
        try:
            snapshot = self.directory.current()
            assertion = read_fields(form).get("client_assertion", "")
        except (DirectoryStale, TokenRequestInvalid):
            return {}
        registers, now = (snapshot.systems, snapshot.suspended), self.clock.now().timestamp()
        named, proven = issuer_of(assertion, *registers, issuer=self.keys.issuer, now=now)
        return {"system" if proven else "claimed": named} if named is not None else {}

    def _assertion(self, fields: Mapping[str, str], snapshot: Snapshot, at: datetime) -> Assertion:
        try:
            found = verify_assertion(
                fields["client_assertion"], issuer=self.keys.issuer, systems=snapshot.systems, now=at.timestamp()
            )
        except TokenRefused as refused:
            raise ClientNotAuthenticated(
                reason=f"assertion-{refused.reason}",
                server_time=at if refused.by_clock else None,
                audience=self.keys.issuer if refused.reason == "audience-not-expected" else None,
            ) from None
        if fields.get("client_id", found.system.client_id) != found.system.client_id:  # RFC 7521 §4.2
            raise ClientNotAuthenticated(reason="client-id-mismatch")
        return found

    def _acting(
        self, fields: Mapping[str, str], system: SystemEntry, office: str | None, snapshot: Snapshot, now: float
    ) -> Acting | None:
        """Return for whom a token exchange lets the system, from its own office, act; None for a token of its own."""
        if fields["grant_type"] != TOKEN_EXCHANGE:
            return None
        try:
            claims = verify(fields["subject_token"], profile(self.keys.issuer), self.keys, now=now)
        except TokenRefused as refused:
            raise SubjectTokenRefused(reason=f"token-{refused.reason}") from None
        found = delegated(claims, system.client_id, office)
        if claims["purpose"] != fields["purpose"]:
            raise SubjectTokenRefused(reason="purpose-not-of-the-token")
        if len(found.actors) > LONGEST_CHAIN or found.subject in found.actors:
            raise SubjectTokenRefused(reason="chain-too-long")
        if fault := fault_of(
            snapshot,
            self.directory.revoked,
            client_id=claims["client_id"],
            member=claims["member"],
            key=key_of(claims),
            tokens=tokens_of(claims),
            delegation=found,
            office=None,  # all of the chain's are asked
            at=now,
        ):
            raise _of_subject(fault)
        if not snapshot.may_act(system.member, found.member, fields["purpose"], now):
            raise ActingNotGranted(member=system.member, other=found.member)
        return Acting(found, max(1, int(claims["exp"] - now)))

    def _held(
        self, proof: str | None, certificate: str | None, assertion: Assertion, at: datetime
    ) -> Proof | Certificate:
        if proof is None and certificate is None:
            raise ProofNotAccepted(reason="proof-missing")
        try:
            if proof is None and certificate is not None:
                return check_certificate(certificate, keys=assertion.system, now=at.timestamp())
            return self.proofs.check(proof or "", method="POST", path=PATH, keys=assertion.system, now=at.timestamp())
        except ProofRefused as refused:
            if refused.nonce is not None:
                raise DpopNonceRequired(reason=refused.reason, nonce=refused.nonce) from None
            raise ProofNotAccepted(reason=refused.reason, server_time=at if refused.by_clock else None) from None

    async def _spend(self, assertion: Assertion, held: Proof | Certificate | None, now: float) -> None:
        uses = [Once("assertion", assertion.jti, assertion.until)]
        if isinstance(held, Proof):
            uses.append(Once("proof", held.jti, held.until))
        used = await self.spent.spend(assertion.system.client_id, *uses, now=now)
        if "assertion" in used:
            raise ClientNotAuthenticated(reason="assertion-replayed")
        if "proof" in used:
            raise ProofNotAccepted(reason="proof-replayed")


def _of_subject(fault: str | NoSeat) -> SubjectTokenRefused:
    if isinstance(fault, str):
        return SubjectTokenRefused(reason=fault)
    return SubjectTokenRefused(reason=fault.reason, office=fault.office, successor=fault.successor)
