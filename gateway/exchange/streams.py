"""Registry of running streams, which cuts those whose rights were withdrawn."""

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
    """One stream under way. `timeout` is the timeout in which it waits at the moment; `stop` moves it to now."""

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
    """The reader of a streamed answer, who must not be slower than a minimum rate (slow-read defence)."""

    def __init__(self) -> None:
        self._taken = 0  # bytes
        self._waited_s = 0.0

    @property
    def patience_s(self) -> float:
        """How long the next piece may still take; what the service takes to make it is not the reader's fault."""
        return READ_GRACE_S + self._taken / READ_BYTES_PER_S - self._waited_s

    @asynccontextmanager
    async def taking(self, size: int) -> AsyncIterator[None]:
        """Count the bytes that the block sends, and how long it waited for the reader."""
        loop = asyncio.get_running_loop()
        begun = loop.time()
        yield
        self._waited_s += loop.time() - begun
        self._taken += size


class Streams:
    """The streams of this process."""

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
        """Cut every stream that is no longer allowed by this directory."""
        for running in list(self._running):
            if not running.allowed(directory):
                running.stop()

    def __len__(self) -> int:
        return len(self._running)
