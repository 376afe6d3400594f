"""Memory of what was seen, shared by the worker processes of one host: a number is new once, for all of them.

Two tables of numbers take turns. A table takes numbers for as long as one must be remembered; then the other, whose
newest number is older than that, is emptied and takes them.
"""

import time
from collections.abc import Callable
from typing import Final

from chassis.process.shared_counts import SharedFile

_CELL: Final = 8
_HEADER: Final = 3  # cells before them: which table takes numbers, since when (monotonic, ms), how many it has
_PER_WORKER: Final = 524_288  # numbers of a table: 3,000 a second for two minutes and a quarter more, which is the load


class SeenTooMany(Exception):  # noqa: N818 - a sentence, as every refusal here
    """So much was seen within the time that another one cannot be remembered."""


class SharedSeen:
    """Numbers that one of the workers has seen within the last `kept_s` seconds, and at most twice as long."""

    def __init__(
        self,
        workers: int,
        *,
        kept_s: float,
        size: int = _PER_WORKER,
        monotonic: Callable[[], float] = time.monotonic,  # on Linux one clock for all processes of a machine
    ) -> None:
        self._size, self._kept_ms, self._monotonic = size * workers, int(kept_s * 1000), monotonic
        self._most: Final = self._size * 3 // 4  # beyond, a search gets long
        self._memory: Final = SharedFile("saphan-seen", _CELL * (_HEADER + 2 * self._size))
        self._cells: Final = self._memory.cells
        self._cells[1] = self._now()

    def is_new(self, number: int) -> bool:
        """Remember the number; return False when it was seen before. Raise `SeenTooMany` when there is no room."""
        number = number or 1
        self._memory.lock()
        try:
            if self._now() - self._cells[1] >= self._kept_ms:
                self._take_turns()
            current = self._cells[0]
            place = self._found(current, number)
            if place is None or self._found(1 - current, number) is None:
                return False
            if self._cells[2] >= self._most:
                raise SeenTooMany
            self._cells[place] = number
            self._cells[2] += 1
        finally:
            self._memory.unlock()
        return True

    def _take_turns(self) -> None:
        # a worker that is killed in between leaves a table half empty that nobody needs any more; the next one goes on
        other = 1 - self._cells[0]
        begin = self._begin(other)
        self._cells[begin : begin + self._size] = memoryview(bytes(_CELL * self._size)).cast("q")
        self._cells[2] = 0
        self._cells[0] = other
        self._cells[1] = self._now()

    def _found(self, table: int, number: int) -> int | None:
        """Return the cell where the number would stand, None where it stands already."""
        begin, place = self._begin(table), number % self._size
        while (there := self._cells[begin + place]) != number:
            if not there:
                return begin + place
            place = (place + 1) % self._size
        return None

    def _begin(self, table: int) -> int:
        return _HEADER + table * self._size

    def _now(self) -> int:
        return int(self._monotonic() * 1000)
