"""Bulkheads: limits on concurrent calls, so that one slow service or one busy caller never takes all of them.

Documents, streams and the gateway's own look-ups have limits of their own: a stream may last for hours, and a look-up
is needed most when the service is full. A call waits a short time for its permits, first come, first served.
"""

import asyncio
import logging
import time
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

from gateway.exchange.upstream import DOCUMENTS, LOOK_UPS, STREAMS, BulkheadFull, Lane, UpstreamRequest

_LOG: Final = logging.getLogger(__name__)
WITHIN_S: Final = 2.0  # an operation's own deadline is for its work, not for waiting in a queue
_SHOWN_S: Final = 60.0  # how long an operator's probe sees that a share was full


@dataclass(frozen=True, slots=True)
class Share:
    """The limits of one lane: how many calls may be under way at once."""

    total: int
    of_service: int
    of_caller: int  # of one system at one service


SHARES: Final[dict[Lane, Share]] = {
    DOCUMENTS: Share(256, 64, 32),
    STREAMS: Share(128, 64, 64),  # a system's own number of streams is counted where it comes in: `shares`
    LOOK_UPS: Share(64, 16, 16),
}


class Semaphore:
    """A counting semaphore with a queue, first come, first served. `asyncio.Semaphore` costs ten times as much."""

    def __init__(self, name: str, permits: int) -> None:
        self.name: Final = name
        self.permits: Final = permits
        self.free = permits  # none is free while somebody waits
        self.full_at = float("-inf")  # when somebody last found it full
        self.turned_away = 0  # since then
        self._queue: deque[asyncio.Future[None]] = deque()

    async def acquire(self) -> None:
        """Take a permit, or wait for it in the queue."""
        if self.free:
            self.free -= 1
            return
        waiter = asyncio.get_running_loop().create_future()
        self._queue.append(waiter)
        try:
            await waiter
        except asyncio.CancelledError:
            if not waiter.cancelled():  # it was given up and handed over in the same moment
                self.release()
            raise

    def release(self) -> None:
        """Hand the permit to the first in the queue, or put it back."""
        while self._queue:
            waiter = self._queue.popleft()
            if not waiter.done():
                waiter.set_result(None)
                return
        self.free += 1


Permits: TypeAlias = tuple[Semaphore, Semaphore, Semaphore]


class Bulkheads:
    """Gives a call three permits at once: of the caller at this service, of the service, and of the whole lane."""

    def __init__(self, shares: Mapping[Lane, Share] = SHARES, *, within_s: float = WITHIN_S) -> None:
        self._shares, self.within_s = shares, within_s
        self._all = {lane: Semaphore(lane, share.total) for lane, share in shares.items()}
        self._services: dict[tuple[Lane, str], Semaphore] = {}
        # as many as systems call services: what the directory holds bounds it, not what callers send
        self._callers: dict[tuple[Lane, str, str], Permits] = {}

    async def acquire(self, request: UpstreamRequest) -> Permits:
        """Return the permits of a call, to be released once; raise `BulkheadFull` when none gets free in time."""
        semaphores = self._callers.get((request.lane, request.service, request.caller)) or self._semaphores_of(request)
        if not self._taken(semaphores):
            await self._wait(semaphores)
        return semaphores

    def _taken(self, semaphores: Permits) -> bool:
        """Take all three permits, if all are free, and tell whether they were."""
        own, service, everybody = semaphores
        if own.free and service.free and everybody.free:
            own.free -= 1
            service.free -= 1
            everybody.free -= 1
            return True
        return False

    def release(self, permits: Permits) -> None:
        """Release the permits of a call."""
        for semaphore in permits:
            semaphore.release()

    async def _wait(self, semaphores: Permits) -> None:
        taken: list[Semaphore] = []
        try:
            async with asyncio.timeout(self.within_s):
                for semaphore in semaphores:
                    if not semaphore.free:
                        self.note_full(semaphore)
                    await semaphore.acquire()
                    taken.append(semaphore)
        except BaseException as fault:
            for semaphore in taken:
                semaphore.release()
            if not isinstance(fault, TimeoutError):
                raise
            semaphores[len(taken)].turned_away += 1
            raise BulkheadFull(own=not taken) from None

    def note_full(self, semaphore: Semaphore) -> None:
        """Remember for the alarms that somebody found it full."""
        now = time.monotonic()
        if now - semaphore.full_at > _SHOWN_S:
            semaphore.turned_away = 0
            _LOG.warning(
                "all places are taken", extra={"facts": {"share": semaphore.name, "places": semaphore.permits}}
            )
        semaphore.full_at = now

    def _semaphores_of(self, request: UpstreamRequest) -> Permits:
        lane, service, caller = request.lane, request.service, request.caller
        share, name = self._shares[lane], f"{lane} to {service}"
        of_service = self._services.setdefault((lane, service), Semaphore(name, share.of_service))
        own = Semaphore(f"{name} of {caller}", share.of_caller)
        semaphores = self._callers[lane, service, caller] = (own, of_service, self._all[lane])
        return semaphores

    def places(self) -> Iterator[tuple[Lane, str, int, int]]:
        """Yield lane, service, places taken and places there are; the service is empty for the whole of a lane."""
        for lane, everybody in list(self._all.items()):
            yield lane, "", everybody.permits - everybody.free, everybody.permits
        for (lane, service), of_service in list(self._services.items()):
            yield lane, service, of_service.permits - of_service.free, of_service.permits

    def alarms(self) -> Mapping[str, str]:
        """Return the limits that were reached within the last minute: of services and of lanes, not of one caller.

        Who is told by `/healthz` may be anybody, and a caller at its own limit is no matter for the operator.
        """
        since = time.monotonic() - _SHOWN_S
        full = [semaphore for semaphore in (*self._all.values(), *self._services.values()) if semaphore.full_at > since]
        shown = ", ".join(
            f"{semaphore.name} ({semaphore.permits} at once, {semaphore.turned_away} turned away)" for semaphore in full
        )
        return {"places-full": shown} if full else {}
