"""Step 5, authorise: one agreement in force lets this member call this operation for this purpose, within limits."""

from gateway.exchange.exchange import Exchange
from gateway.exchange.limit import limit_agreement
from gateway.exchange.policy import decide


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
    await limit_agreement(x, x.agreement)
