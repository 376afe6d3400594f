"""Step 5, authorise: one agreement in force lets this member call this operation for this purpose, within limits."""

import re
from typing import Final

from contracts.problems import Unavailable
from gateway.directory.entries import AgreementEntry
from gateway.directory.snapshot import Snapshot
from gateway.errors.rights import ActingNotAgreed, ConsentNotInForce
from gateway.exchange.exchange import Exchange
from gateway.exchange.limit import limit_agreement
from gateway.exchange.parts import Consent, Identity
from gateway.exchange.policy import Question, decide
from gateway.trust.delegation import Delegation
from gateway.trust.errors import OfficerNotInOffice

_REFERENCE: Final = re.compile(r"cns_[0-9a-hjkmnp-tv-z]{26}")


async def authorise(x: Exchange) -> None:
    """Set agreement, operation and consent, and count against the agreement's limits.

    Raises what the policy refuses, `OfficerNotInOffice`, `ConsentNotInForce` or `RateLimited`.
    """
    identity, operation = x.identity, x.resolved.operation
    # here and not with the token's proof: that she tried is an exchange, and kept
    if not officer_stands(identity, x.snapshot, x.at.timestamp()):
        raise OfficerNotInOffice(officer=identity.officer or "", member=identity.system.member)
    question = Question(
        member=identity.system.member,
        purpose=identity.purpose,
        operation=operation,
        at=x.at.timestamp(),
        signed=identity.signed,
        query=x.scope["query_string"].decode("ascii"),
        consent=x.headers.get("consent-reference"),
        system=identity.system.client_id,
        standing=x.snapshot.standing(identity.system.client_id, identity.office, x.at.timestamp()),
    )
    x.agreement = agreement = decide(x.snapshot, question)
    must_allow_acting(agreement, identity.delegation)
    # from here on the operation is the one that the agreement knows: its schema versions, not the service's newest
    x.operation = agreement.pinned.get(operation.operation_id, operation)
    await limit_agreement(x, agreement)
    x.consent = await _consent(x, identity, question.consent or "") if agreement.consent else None


async def admit(x: Exchange) -> None:
    """Set the operation of a call that anybody may make; raise `Unavailable` when it was made one of members' just now.

    By which way a call goes was decided by an earlier look at the directory: a public one was asked for no token.
    """
    if not x.resolved.operation.public:
        raise Unavailable(retry_after_s=1)
    x.operation, x.consent = x.resolved.operation, None


async def _consent(x: Exchange, identity: Identity, reference: str) -> Consent:
    """Ask for every exchange anew: a consent that was remembered could be one that has been withdrawn."""
    member, purpose = identity.system.member, identity.purpose
    known = _REFERENCE.fullmatch(reference) is not None
    consents = x.gateway.consents
    giver = await consents.giver(reference, member=member, purpose=purpose, at=x.at) if known else None
    if not giver:
        raise ConsentNotInForce(reference=reference if known else "-", member=member, purpose=purpose)
    return Consent(reference, giver)


def officer_stands(identity: Identity, snapshot: Snapshot, at: float) -> bool:
    """Tell whether the officer whom the token names, if any, is in office at that moment."""
    return identity.officer is None or snapshot.is_in_office(identity.system.member, identity.officer, at)


def must_allow_acting(agreement: AgreementEntry, delegation: Delegation | None) -> None:
    """Raise `ActingNotAgreed` when a system acts for a member for whom this agreement does not let it act."""
    if delegation is not None and delegation.member not in agreement.on_behalf_of:
        raise ActingNotAgreed(member=agreement.member, other=delegation.member)
