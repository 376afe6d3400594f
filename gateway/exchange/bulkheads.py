"""Bulkheads for calls to services: one slow service, or one busy caller, takes its own share and never everybody's.

Documents, streams and the gateway's own look-ups have places apart from each other: a stream may last for hours, and
what a look-up tells is wanted most when the service is full. A call waits a short time for its place, oldest first.
"""

import asyncio
import logging
import time
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

from gateway.exchange.upstream import DOCUMENTS, LOOK_UPS, STREAMS, Lane, NoPlace, UpstreamRequest

_LOG: Final = logging.getLogger(__name__)
WITHIN_S: Final = 2.0  # an operation's own deadline is for its work, not for waiting in a line
_SHOWN_S: Final = 60.0  # how long an operator's probe sees that a share was full


@dataclass(frozen=True, slots=True)
class Share:
    """How many calls may be under way at once."""

    total: int
    of_service: int
    of_caller: int  # of one system at one service


SHARES: Final[dict[Lane, Share]] = {
    DOCUMENTS: Share(256, 64, 32),
    STREAMS: Share(128, 64, 64),  # a system's own number of streams is counted where it comes in: `shares`
    LOOK_UPS: Share(64, 16, 16),
}


class _Room:
    """The places of one share, and the line of those who wait for one. `asyncio.Semaphore` costs ten times as much."""

    def __init__(self, name: str, places: int) -> None:
        self.name: Final = name
        self.places: Final = places
        self.free = places  # none is free while somebody waits
        self.full_at = float("-inf")  # when somebody last found it full
        self.turned_away = 0  # since then
        self._line: deque[asyncio.Future[None]] = deque()

    async def take(self) -> None:
        """Take a place, or wait in the line for it."""
        if self.free:
            self.free -= 1
            return
        turn = asyncio.get_running_loop().create_future()
        self._line.append(turn)
        try:
            await turn
        except asyncio.CancelledError:
            if not turn.cancelled():  # it was given up and handed over in the same moment
                self.give()
            raise

    def give(self) -> None:
        """Hand the place to the first in the line."""
        while self._line:
            turn = self._line.popleft()
            if not turn.done():
                turn.set_result(None)
                return
        self.free += 1


Taken: TypeAlias = tuple[_Room, _Room, _Room]


class Bulkheads:
    """Gives a call its place in three shares at once: the caller's at this service, the service's, and everybody's."""

    def __init__(self, shares: Mapping[Lane, Share] = SHARES, *, within_s: float = WITHIN_S) -> None:
        self._shares, self._within_s = shares, within_s
        self._all = {lane: _Room(lane, share.total) for lane, share in shares.items()}
        self._services: dict[tuple[Lane, str], _Room] = {}
        # as many as systems call services: what the directory holds bounds it, not what callers send
        self._callers: dict[tuple[Lane, str, str], Taken] = {}

    async def take(self, request: UpstreamRequest) -> Taken:
        """Return the places of a call, to be given back once; raise `NoPlace` when none gets free in time."""
        rooms = self._callers.get((request.lane, request.service, request.caller)) or self._rooms(request)
        own, service, everybody = rooms
        if own.free and service.free and everybody.free:
            own.free -= 1
            service.free -= 1
            everybody.free -= 1
        else:
            await self._wait(rooms)
        return rooms

    def give(self, taken: Taken) -> None:
        """Give a call's places back."""
        for room in taken:
            room.give()

    async def _wait(self, rooms: Taken) -> None:
        taken: list[_Room] = []
        try:
            async with asyncio.timeout(self._within_s):
                for room in rooms:
                    if not room.free:
                        self._found_full(room)
                    await room.take()
                    taken.append(room)
        except BaseException as fault:
            for room in taken:
                room.give()
            if not isinstance(fault, TimeoutError):
                raise
            rooms[len(taken)].turned_away += 1
            raise NoPlace(own=not taken) from None

    def _found_full(self, room: _Room) -> None:
        now = time.monotonic()
        if now - room.full_at > _SHOWN_S:
            room.turned_away = 0
            _LOG.warning("all places are taken", extra={"facts": {"share": room.name, "places": room.places}})
        room.full_at = now

    def _rooms(self, request: UpstreamRequest) -> Taken:
        lane, service, caller = request.lane, request.service, request.caller
        share, name = self._shares[lane], f"{lane} to {service}"
        of_service = self._services.setdefault((lane, service), _Room(name, share.of_service))
        own = _Room(f"{name} of {caller}", share.of_caller)
        rooms = self._callers[lane, service, caller] = (own, of_service, self._all[lane])
        return rooms

    def alarms(self) -> Mapping[str, str]:
        """Return which shares were full within the last minute: of services and of the gateway, not of one caller.

        Who is told by `/healthz` may be anybody, and a caller at its own limit is no matter for the operator.
        """
        since = time.monotonic() - _SHOWN_S
        full = [room for room in (*self._all.values(), *self._services.values()) if room.full_at > since]
        told = ", ".join(f"{room.name} ({room.places} at once, {room.turned_away} turned away)" for room in full)
        return {"places-full": told} if full else {}
