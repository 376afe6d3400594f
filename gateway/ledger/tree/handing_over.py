"""Succession of the ledger's keys: that the old key names the new is an entry, and shown to everybody."""

import asyncio
from collections.abc import Callable
from logging import getLogger
from typing import Final

from chassis.postgres.connection import Connection
from chassis.postgres.database import AWAY
from chassis.process.clock import Clock
from gateway.ledger.entries import Entry
from gateway.ledger.key_entries import SUCCESSIONS, succeeded
from gateway.ledger.tree import store
from gateway.ledger.tree.signing import Signer

_LOG: Final = getLogger(__name__)

EVERY_S: Final = 1.0

_TOLD: Final = """
select d.details->>'succession' from ledger_entries e join ledger_details d using (exchange, ended)
where e.exchange >= $1 and e.exchange < $2 order by e.at
"""


class HandingOver:
    """Enters the succession of each origin as soon as there is one to name; entered before, it changes nothing."""

    def __init__(
        self, connection: Connection, signer: Signer, write_later: Callable[[Entry], None], clock: Clock
    ) -> None:
        """`write_later` writes an entry in any case (`Writer.write_later`)."""
        self._connection, self._signer, self._write_later, self._clock = connection, signer, write_later, clock
        self._entered_origin: str | None = None  # the origin that was named last; a reopening brings another

    async def run(self) -> None:
        """Look until cancelled."""
        while True:
            try:
                await self.look()
            except AWAY as away:
                _LOG.warning("a succession waits", extra={"facts": {"why": type(away).__name__}})
            await asyncio.sleep(EVERY_S)

    async def look(self) -> None:
        """Enter the succession, unless this process has."""
        head = await store.head(self._connection)
        if head is None or head.origin == self._entered_origin:
            return
        now = self._clock.now()
        note = self._signer.succession(head.origin, at=int(now.timestamp()))
        if note is not None:
            self._write_later(succeeded(note, now))
        self._entered_origin = head.origin


async def successions(connection: Connection) -> list[str]:
    """Return the notes by which keys of this ledger have named the next ones, oldest first."""
    return [row[0] for row in await connection.fetch(_TOLD, *SUCCESSIONS)]
