"""The lease of one gateway process: while it is renewed, its open exchanges are its own to close."""

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime
from typing import Final

from chassis.postgres.connection import Connection
from chassis.postgres.database import AWAY
from contracts.problems import Problem

_LOG: Final = logging.getLogger(__name__)

LEASE_S: Final = 10
RENEW_S: Final = 2.0

# The database's clock decides about leases: gateways may disagree about the time, and must not about who is alive.
# Whoever renews is alive, though a clock that was ahead has had him given up: his exchanges are looked after again.
_RENEW: Final = """
insert into gateway_instances (instance, started_at, expires_at, settled_before)
values ($1, now(), now() + make_interval(secs => $2), $3)
on conflict (instance) do update
set expires_at = excluded.expires_at, settled_before = excluded.settled_before, closed_at = null
"""
_TALLY: Final = """
insert into ledger_tallies as t (begins_at, instance, system, status, count)
select to_timestamp($2::float8), $1, * from unnest($3::text[], $4::int[], $5::int[])
on conflict (begins_at, instance, system, status) do update set count = t.count + excluded.count
"""

TALLY_S: Final = 10  # seconds of one line of the tally


class Tally:
    """Counter of refusals that are too many to be entries of their own (429, 503), per system and ten seconds."""

    def __init__(self) -> None:
        self._counts: dict[tuple[int, str, int], int] = {}

    def add(self, system: str, status: int, at: float) -> None:
        """Count one refusal; `at` is epoch seconds."""
        place = (int(at) // TALLY_S * TALLY_S, system, status)
        self._counts[place] = self._counts.get(place, 0) + 1

    def take(self) -> dict[tuple[int, str, int], int]:
        """Return what was counted since the last time."""
        counts, self._counts = self._counts, {}
        return counts

    def give_back(self, counts: dict[tuple[int, str, int], int]) -> None:
        """Count again what could not be written."""
        for place, count in counts.items():
            self._counts[place] = self._counts.get(place, 0) + count


class Instance:
    """Keeps the lease, and writes the tally."""

    def __init__(
        self,
        pool: Connection,
        name: str,
        tally: Tally,
        settled_before: Callable[[], datetime],
        lease_s: int = LEASE_S,
    ) -> None:
        self.name: Final = name
        self._pool = pool
        self._tally = tally
        self._settled_before = settled_before
        self._lease_s = lease_s

    async def run(self) -> None:
        """Renew until cancelled. A lease that could not be renewed is renewed when the database is back."""
        while True:
            await asyncio.sleep(RENEW_S)
            try:
                await self.renew()
                await self.write_tally()
            except (*AWAY, Problem) as away:
                _LOG.warning("the lease could not be renewed: %s", type(away).__name__)

    async def renew(self) -> None:
        """Take or hold the lease for another while, and say before which moment nothing of ours is open."""
        await self._pool.execute(_RENEW, self.name, self._lease_s, self._settled_before())

    async def write_tally(self) -> None:
        """Write what was counted; what cannot be written is counted on."""
        counts = self._tally.take()
        for begins_at in {place[0] for place in counts}:
            mine = [(system, status, n) for (begin, system, status), n in counts.items() if begin == begins_at]
            try:
                await self._pool.execute(_TALLY, self.name, float(begins_at), *map(list, zip(*mine, strict=True)))
            except BaseException:
                self._tally.give_back(counts)
                raise
            counts = {place: n for place, n in counts.items() if place[0] != begins_at}

    async def end(self) -> None:
        """Let the lease lapse at once: whatever is still open may be closed by another gateway."""
        await self.write_tally()
        await self._pool.execute(_RENEW, self.name, 0, self._settled_before())
