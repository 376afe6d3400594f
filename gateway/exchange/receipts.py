"""Receipts: signed statements of the gateway about one exchange, sent in a header of the answer."""

import logging
from typing import Final

from evidence import receipts
from gateway.ledger.entries import Entry
from gateway.trust.keys import GatewayKeys

_LOG: Final = logging.getLogger(__name__)
# Clients give a header line 8 KB (aiohttp 8,190 bytes), a careful proxy all headers together: with what vouches for the
# key a receipt takes half of that. `gateway.exchange.receipt_size` sees to it that without it every receipt fits.
USUAL: Final = 4_096
MAX_RECEIPT: Final = 7_680


class Receipts:
    """Issues receipts, signed with the key of this process, with the statement that certifies this key."""

    def __init__(self, keys: GatewayKeys) -> None:
        self._keys: Final = keys

    def issue(self, entry: Entry, *, now: float) -> str | None:
        """Return the receipt of an entry that is on disk, or None when it is too long for a header.

        A long one goes without the statement that certifies the key: the JWK set and the ledger have that too.
        """
        made = self._made(entry, self._keys.statement, now)
        if len(made) > USUAL:
            made = self._made(entry, None, now)
        if len(made) > MAX_RECEIPT:
            _LOG.error("a receipt is too long", extra={"facts": {"exchange": entry.exchange, "bytes": len(made)}})
            return None
        return made

    def _made(self, entry: Entry, certification: str | None, now: float) -> str:
        key = self._keys.signing
        return receipts.issue(
            issuer=self._keys.issuer,
            at=int(now),
            leaf=entry.leaf,
            salt=entry.salt,
            details=entry.details.encode(),
            kid=key.kid,
            sign=key.sign_bytes,
            certification=certification,
        )
