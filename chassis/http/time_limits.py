"""How long a connection is waited for, and the clock of whoever does not read what he has asked for."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

PATIENCE_S: Final = 10.0  # the floor counts from here
READ_BYTES_PER_S: Final = 1024  # slower, nobody reads an answer in earnest
_LINGER_S: Final = 2.0  # RFC 9112 §9.6: closed at once, what is still coming in would wipe out the answer


@dataclass(frozen=True, slots=True)
class Patience:
    """How many seconds the door waits, and for what."""

    head_s: float = 10.0  # from the connection, or from the first byte of a further request
    rest_s: float = 10.0  # for what is left of a body after its answer
    read_s: float = PATIENCE_S


class Unread:
    """The clock of one connection's reader. It runs while something lies here that he does not take."""

    def __init__(self, loop: asyncio.AbstractEventLoop, transport: asyncio.Transport, patience_s: float) -> None:
        self._loop, self._transport, self._patience_s = loop, transport, patience_s
        self._ends: asyncio.TimerHandle | None = None
        self._size, self._since = 0, 0.0  # bytes that wait for the caller, and since when
        self._last = False  # nothing more is going to be said here

    def watch(self, cut: Callable[[], None]) -> None:
        """Begin, unless it runs already; `cut` is called when he is too slow."""
        if self._ends is None:
            self._begin(self._patience_s, cut)

    def stop(self) -> None:
        """He reads; but a connection on which everything is said ends all the same."""
        if self._ends is not None and not self._last:
            self._ends.cancel()
            self._ends = None

    def end(self) -> None:
        """The connection is gone."""
        self._last = False
        self.stop()

    def linger(self, cut: Callable[[], None]) -> None:
        """Everything is said: wait only for the caller to take it."""
        self.stop()
        self._last = True
        self._begin(_LINGER_S, cut)

    def _begin(self, look_after_s: float, cut: Callable[[], None]) -> None:
        self._size, self._since = self._transport.get_write_buffer_size(), self._loop.time()
        self._ends = self._loop.call_later(look_after_s, self._look, cut)

    def _look(self, cut: Callable[[], None]) -> None:
        waiting = self._transport.get_write_buffer_size()
        ends = self._since + self._patience_s + (self._size - waiting) / READ_BYTES_PER_S
        self._ends = None
        if not waiting and not self._last:
            return  # he has everything: what is not made yet is not his fault
        if not waiting:
            self._transport.abort()
        elif self._loop.time() < ends:
            self._ends = self._loop.call_at(ends, self._look, cut)
        else:
            cut()
