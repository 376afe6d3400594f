"""Step 12, record outcome: write the outcome to the ledger before the answer leaves. The first outcome counts."""

from chassis.process.crash import point
from contracts.problems import Unavailable
from gateway.errors.passage import NotAuthenticated
from gateway.exchange import record
from gateway.exchange.exchange import Exchange
from gateway.ledger.entries import NotRecorded, ProofReplayed


async def record_outcome(x: Exchange) -> None:
    """Write the outcome; raise `NotAuthenticated` for a read whose proof was used at another gateway."""
    try:
        await record.write_outcome(x, record.outcome(x, x.gateway.clock.now()))
    except ProofReplayed:
        raise NotAuthenticated(reason="proof-replayed") from None
    except NotRecorded:
        raise Unavailable(retry_after_s=2) from None
    point("outcome")
