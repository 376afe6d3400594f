"""Running streams: a right that is withdrawn ends them too, however long they would still have gone on."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from typing import TypeAlias

from chassis.http.time_limits import READ_BYTES_PER_S, READ_GRACE_S
from gateway.exchange.ports import Directory

StillAllowed: TypeAlias = Callable[[Directory], bool]  # whether what let an exchange begin still stands


@dataclass(slots=True, eq=False)
class Running:
    """One stream under way. `timeout` is what it waits under at the moment, and what wakes it."""

    allowed: StillAllowed
    cut: bool = False
    timeout: asyncio.Timeout | None = None

    def stop(self) -> None:
        """End the stream at once, wherever it waits."""
        self.cut = True
        if self.timeout is not None:
            self.timeout.reschedule(asyncio.get_running_loop().time())

    @asynccontextmanager
    async def waiting(self, within_s: float) -> AsyncIterator[None]:
        """Let the block take so long, and no longer than until the stream is cut; then raise `TimeoutError`."""
        async with asyncio.timeout(0 if self.cut else within_s) as waits:
            self.timeout = waits
            try:
                yield
            finally:
                self.timeout = None


class Reader:
    """Whoever reads a streamed answer: not slower than anybody reads one in earnest, as for bodies on their way in."""

    def __init__(self) -> None:
        self._taken = 0  # bytes
        self._waited_s = 0.0

    @property
    def patience_s(self) -> float:
        """How long the next piece may still take; what the service takes to make it is not the reader's fault."""
        return READ_GRACE_S + self._taken / READ_BYTES_PER_S - self._waited_s

    @asynccontextmanager
    async def taking(self, size: int) -> AsyncIterator[None]:
        """Count what the block sends, and how long it had to wait."""
        loop = asyncio.get_running_loop()
        begun = loop.time()
        yield
        self._waited_s += loop.time() - begun
        self._taken += size


class Streams:
    """The streams of this process, and the look at all of them when rights have changed."""

    def __init__(self) -> None:
        self._running: set[Running] = set()

    @contextmanager
    def run(self, allowed: StillAllowed) -> Iterator[Running]:
        """Watch a stream for as long as the block lasts."""
        running = Running(allowed)
        self._running.add(running)
        try:
            yield running
        finally:
            self._running.discard(running)

    def look(self, directory: Directory) -> None:
        """Cut every stream whose caller may no longer have it."""
        for running in list(self._running):
            if not running.allowed(directory):
                running.stop()

    def __len__(self) -> int:
        return len(self._running)
