"""Step 12, record outcome: what came of it is on disk before the answer leaves. The first outcome counts."""

from chassis.process.crash import point
from contracts.problems import Unavailable
from gateway.errors import NotAuthenticated
from gateway.exchange import record
from gateway.exchange.exchange import Exchange
from gateway.ledger.entries import NotRecorded, ProofReplayed


async def record_outcome(x: Exchange) -> None:
    """Write the outcome; a read whose proof was used at another gateway is found here, and its answer withheld."""
    try:
        await record.write_outcome(x, record.outcome(x, x.gateway.clock.now()))
    except ProofReplayed:
        raise NotAuthenticated(reason="proof-replayed") from None
    except NotRecorded:
        raise Unavailable(retry_after_s=2) from None
    point("outcome")
