"""Recovery of exchanges that a dead gateway left open: ask the service for the effect, and record it as outcome."""

import asyncio
import logging
from typing import Final

from chassis.postgres.connection import Connection
from chassis.postgres.database import AWAY
from chassis.process.clock import Clock
from contracts.problems import Effect
from gateway.exchange import record
from gateway.exchange.effects import Effects
from gateway.exchange.ports import Directory
from gateway.ledger import store
from gateway.ledger.entries import NotRecorded
from gateway.ledger.writer import Writer

_LOG: Final = logging.getLogger(__name__)
EVERY_S: Final = 10.0
GRACE_S: Final = 30.0  # after the lapse of the lease and the exchange's own deadline


class Closer:
    """Closes abandoned exchanges, in every gateway process; when two close the same one, the first outcome counts."""

    def __init__(
        self,
        connection: Connection,
        directory: Directory,
        effects: Effects,
        ledger: Writer,
        clock: Clock,
        *,
        grace_s: float = GRACE_S,
    ) -> None:
        self._connection, self._directory, self._effects = connection, directory, effects
        self._ledger, self._clock, self._grace_s = ledger, clock, grace_s

    async def run(self) -> None:
        """Sweep every `EVERY_S` seconds until cancelled; what cannot be closed now is found again."""
        while True:
            await asyncio.sleep(EVERY_S)
            try:
                await self.sweep()
            except (*AWAY, NotRecorded) as away:
                _LOG.warning("open exchanges could not be closed", extra={"facts": {"why": type(away).__name__}})

    async def sweep(self) -> int:
        """Close what can be closed and return how many; a service that does not answer is asked again later."""
        closed = 0
        for intent in await store.abandoned(self._connection, self._ledger.seals, grace_s=self._grace_s):
            service = self._directory.snapshot.services.get(intent.service)
            if service is None:
                continue
            effect = await self._effects.look_up(service.name, service.base_url, intent.exchange)
            if effect is Effect.UNKNOWN:
                continue
            entry = record.closed(intent, self._clock.now(), effect, by=self._ledger.instance)
            await self._ledger.record(entry)
            closed += 1
        await store.close_instances(self._connection, grace_s=self._grace_s)
        return closed
