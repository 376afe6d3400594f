"""Step 8, record intent: write the intent of a change to the ledger, with the used proof, before the call goes out."""

from chassis.process.crash import point
from contracts.problems import Unavailable
from gateway.errors.passage import NotAuthenticated
from gateway.exchange import record
from gateway.exchange.exchange import Exchange
from gateway.ledger.entries import NotRecorded, ProofReplayed


async def record_intent(x: Exchange) -> None:
    """Write the intent of a change; raise `NotAuthenticated` for a replayed proof, `Unavailable` without a ledger."""
    if not x.operation.mutating:
        if not x.gateway.ledger.available:  # the outcome could not be recorded: better not to ask at all
            raise Unavailable(retry_after_s=2)
        return
    entry, intent = record.intent(x)
    try:
        await x.gateway.ledger.record(entry)
    except ProofReplayed:
        raise NotAuthenticated(reason="proof-replayed") from None
    except NotRecorded as fault:
        if fault.maybe:
            x.intent = intent
        raise Unavailable(retry_after_s=2) from None
    x.intent = intent
    point("intent")
