"""Bulkheads that the workers of one host share: three permits, whichever worker a call comes in at."""

import asyncio
from collections.abc import Mapping
from typing import Final

from chassis.process.shared_counts import SharedCounts
from gateway.exchange.bulkheads import SHARES, WITHIN_S, Bulkheads, Permits, Semaphore, Share
from gateway.exchange.upstream import BulkheadFull, Lane

_LOOK_EVERY_S: Final = 0.01  # nobody wakes a worker when another one gives a permit back


class SharedBulkheads(Bulkheads):
    """Gives permits out of what all workers hold together; a waiting call looks again and again for its time."""

    def __init__(
        self, counts: SharedCounts, shares: Mapping[Lane, Share] = SHARES, *, within_s: float = WITHIN_S
    ) -> None:
        super().__init__(shares, within_s=within_s)
        self._counts: Final = counts
        self._wanted: Final = dict[Permits, tuple[tuple[str, int], ...]]()
        self._queues: Final = dict[Permits, asyncio.Lock]()  # of callers that wait: first come, first served

    def release(self, permits: Permits) -> None:
        """Release the permits of a call."""
        self._counts.give_back(self._wanted[permits])

    def _taken(self, semaphores: Permits) -> bool:
        return semaphores not in self._queues and self._taken_now(semaphores)

    def _taken_now(self, semaphores: Permits) -> bool:
        wanted = self._wanted.get(semaphores)
        if wanted is None:
            wanted = tuple((f"places: {semaphore.name}", semaphore.permits) for semaphore in semaphores)
            self._wanted[semaphores] = wanted
        return self._counts.take(wanted)

    async def _wait(self, semaphores: Permits) -> None:
        queue = self._queues.setdefault(semaphores, asyncio.Lock())
        noted = False
        try:
            async with asyncio.timeout(self.within_s), queue:
                while not self._taken_now(semaphores):
                    if not noted:
                        self.note_full(self._full_one(semaphores)[1])
                        noted = True
                    await asyncio.sleep(_LOOK_EVERY_S)
        except TimeoutError:
            which, full = self._full_one(semaphores)
            full.turned_away += 1
            raise BulkheadFull(own=which == 0) from None
        finally:
            if not queue.locked() and self._queues.get(semaphores) is queue:
                del self._queues[semaphores]

    def _full_one(self, semaphores: Permits) -> tuple[int, Semaphore]:
        for which, ((name, limit), semaphore) in enumerate(zip(self._wanted[semaphores], semaphores, strict=True)):
            if self._counts[name] >= limit:
                return which, semaphore
        return 1, semaphores[1]
