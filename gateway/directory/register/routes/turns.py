"""Queue for long changes: one is at work, one of each member waits, and none holds a connection meanwhile.

What is read, judged and told of thousands of entries is work for this one process, and the guests' connections are few.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any, Final

from fastapi import Request, Response

from chassis.http.caller import caller_of
from chassis.http.resources import resource_of
from chassis.http.transactional_route import TransactionalRoute
from contracts.problems import Unavailable
from gateway.directory.register.errors import TooManyChanges

LONG: Final = 65_536  # bytes of a body: some hundred entries
WAIT_S: Final = 30.0  # half of what the operation gets


class Turns:
    """Whose turn it is in this process."""

    def __init__(self, wait_s: float = WAIT_S) -> None:
        self._wait_s = wait_s
        self._work = asyncio.Lock()  # whoever came first is first
        self._waiting: set[str] = set()

    @asynccontextmanager
    async def take(self, member: str) -> AsyncIterator[None]:
        """Wait for the turn; raise `TooManyChanges` where one of the member waits, `Unavailable` when it is long."""
        if member in self._waiting:
            raise TooManyChanges
        self._waiting.add(member)
        try:
            async with asyncio.timeout(self._wait_s):
                await self._work.acquire()
        except TimeoutError:
            raise Unavailable from None
        finally:
            self._waiting.discard(member)
        try:
            yield
        finally:
            self._work.release()


class InTurn(TransactionalRoute):
    """A route whose long bodies are worked on in turn; the unit of work is opened when the turn has come."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:  # Any: as in TransactionalRoute
        """Wrap the verb's handler: let a short body pass, and a long one wait."""
        at_once = super().get_route_handler()

        async def in_turn(request: Request) -> Response:
            if len(await request.body()) <= LONG:
                return await at_once(request)
            async with resource_of(request, Turns).take(caller_of(request).member):
                return await at_once(request)

        return in_turn
