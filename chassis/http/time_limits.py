"""Time limits of a connection, and the timer that ends it when its client does not read the answer."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

READ_GRACE_S: Final = 10.0  # before a reader must keep `READ_BYTES_PER_S`
READ_BYTES_PER_S: Final = 1024  # no honest client is slower
_LINGER_S: Final = 2.0  # RFC 9112 §9.6: closed at once, what is still coming in would wipe out the answer


@dataclass(frozen=True, slots=True)
class TimeLimits:
    """How many seconds a connection may take for each part of an exchange."""

    head_s: float = 10.0  # from the connection, or from the first byte of a further request
    rest_s: float = 10.0  # for what is left of a body after its answer
    read_s: float = READ_GRACE_S  # before a client that does not read is timed


DEFAULT_LIMITS: Final = TimeLimits()


class SlowReaderTimer:
    """Times the client of one connection: it runs while bytes of an answer wait in the write buffer."""

    def __init__(self, loop: asyncio.AbstractEventLoop, transport: asyncio.Transport, grace_s: float) -> None:
        self._loop, self._transport, self._grace_s = loop, transport, grace_s
        self._timer: asyncio.TimerHandle | None = None
        self._size, self._since = 0, 0.0  # bytes in the write buffer when the timer was started, and when that was
        self._lingering = False  # everything is written: the connection ends when it is read

    def watch(self, cut: Callable[[], None]) -> None:
        """Start, unless it runs already; `cut` is called when the client is too slow."""
        if self._timer is None:
            self._start(self._grace_s, cut)

    def stop(self) -> None:
        """Stop, because the client reads; a lingering connection stays timed."""
        if self._timer is not None and not self._lingering:
            self._timer.cancel()
            self._timer = None

    def end(self) -> None:
        """Stop for good: the connection is closed."""
        self._lingering = False
        self.stop()

    def linger(self, cut: Callable[[], None]) -> None:
        """Close the connection when the client has read what is written, or call `cut` (RFC 9112 §9.6)."""
        self.stop()
        self._lingering = True
        self._start(_LINGER_S, cut)

    def _start(self, check_after_s: float, cut: Callable[[], None]) -> None:
        self._size, self._since = self._transport.get_write_buffer_size(), self._loop.time()
        self._timer = self._loop.call_later(check_after_s, self._check, cut)

    def _check(self, cut: Callable[[], None]) -> None:
        waiting = self._transport.get_write_buffer_size()
        ends = self._since + self._grace_s + (self._size - waiting) / READ_BYTES_PER_S
        self._timer = None
        if not waiting and not self._lingering:
            return  # everything is read: an answer that is not made yet is not the client's fault
        if not waiting:
            self._transport.abort()
        elif self._loop.time() < ends:
            self._timer = self._loop.call_at(ends, self._check, cut)
        else:
            cut()
