"""Step 5, authorise: one agreement in force lets this member call this operation for this purpose, within limits."""

from gateway.directory.entries import AgreementEntry
from gateway.errors import ActingNotAgreed
from gateway.exchange.exchange import Exchange
from gateway.exchange.limit import limit_agreement
from gateway.exchange.policy import decide
from gateway.trust.delegation import Delegation


async def authorise(x: Exchange) -> None:
    """Find the agreement and spend its tokens; raise `NoAgreement`, `SignatureRequired` or `RateLimited`."""
    if x.identity is None or x.operation is None or x.snapshot is None:
        raise RuntimeError("authorise comes after authenticate and resolve")
    x.agreement = decide(
        x.snapshot,
        member=x.identity.system.member,
        purpose=x.identity.purpose,
        operation=x.operation,
        signed=x.identity.signed,
        at=x.at.timestamp(),
    )
    must_allow_acting(x.agreement, x.identity.delegation)
    await limit_agreement(x, x.agreement)


def must_allow_acting(agreement: AgreementEntry, delegation: Delegation | None) -> None:
    """Raise `ActingNotAgreed` when a system acts for a member for whom this agreement does not let it act."""
    if delegation is not None and delegation.member not in agreement.on_behalf_of:
        raise ActingNotAgreed(member=agreement.member, other=delegation.member)
