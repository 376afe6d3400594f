"""The evidence of an exchange, for its parties and the control tower."""

from contracts.voucher import Caller
from gateway.ledger.tree.bundles import Bundles

_SEES_ALL = "authority"


async def bundle_of(bundles: Bundles, caller: Caller, exchange: str) -> bytes:
    """Return the bundle of an exchange as a file; raise `NotFound` for one that the member was no party of."""
    visible_to = None if caller.kind == _SEES_ALL else caller.member
    return (await bundles.bundle(exchange, visible_to=visible_to)).spell()
