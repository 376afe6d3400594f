"""Counts by name that the worker processes of one host share: what all of them hold together is what is limited.

Each worker writes a column of its own, and a name's count is the sum of its row: when a worker dies, whoever has
started it sets its column to zero, and nothing that it held stays taken. The memory is mapped before the workers are
forked and belongs to nobody else. A lock of the kernel (POSIX) guards what looks and takes at once, and ends with its
owner.
"""

import fcntl
import mmap
import os
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final, Protocol

_ROWS: Final = 65_536  # more than systems call services; a row that counts nothing is given to another name
_CELL: Final = 8  # bytes; one store of them is never seen half done


class Counts(Protocol):
    """Counts by name; `together` makes what stands in its block one step."""

    def __getitem__(self, name: str, /) -> int:
        """Return the count of all workers, 0 for a name never heard of."""
        ...

    def add(self, name: str, many: int) -> None:
        """Count more, or less, of what this worker holds."""
        ...

    @contextmanager
    def together(self) -> Iterator[None]:
        """Let no other worker count while the block runs; it awaits nothing."""
        ...


class OwnCounts(Counter[str]):
    """Counts of a process that shares them with nobody."""

    def add(self, name: str, many: int) -> None:
        """Count more, or less; a name that counts nothing is forgotten."""
        self[name] += many
        if self[name] <= 0:
            del self[name]

    @contextmanager
    def together(self) -> Iterator[None]:
        """Run the block: nothing else of this process runs meanwhile."""
        yield


class SharedFile:
    """Memory of the workers of one host with its lock; made before they are forked."""

    def __init__(self, name: str, size: int) -> None:
        self._file: Final = os.memfd_create(name)
        os.ftruncate(self._file, size)
        self._mapped: Final = mmap.mmap(self._file, size)
        self.cells: Final = memoryview(self._mapped).cast("q")

    def lock(self) -> None:
        """Wait for the lock, which nobody holds for more than some microseconds."""
        fcntl.lockf(self._file, fcntl.LOCK_EX)

    def unlock(self) -> None:
        """Give the lock back."""
        fcntl.lockf(self._file, fcntl.LOCK_UN)


class SharedCounts:
    """The counts of all workers; `worker` says which column this process writes."""

    def __init__(self, workers: int, *, rows: int = _ROWS) -> None:
        self._height: Final = rows
        self._memory: Final = SharedFile("saphan-counts", _CELL * rows * (1 + workers))
        self._cells: Final = self._memory.cells
        self._columns: Final = tuple(rows * (1 + worker) for worker in range(workers))
        self._column = rows  # the first cell of the own column; the cells before it are the names
        self._rows: Final = dict[str, int]()
        self._held = False

    def work_as(self, worker: int) -> None:
        """Write the column of this worker from now on; they are numbered from 0."""
        self._column = self._height * (1 + worker)

    def forget(self, worker: int) -> None:
        """Set a dead worker's column to zero."""
        begin = self._height * (1 + worker)
        with self.together():
            self._cells[begin : begin + self._height] = memoryview(bytes(_CELL * self._height)).cast("q")

    def __getitem__(self, name: str) -> int:
        row = self._row(name)
        return 0 if row is None else self._sum(row)

    def add(self, name: str, many: int) -> None:
        """Count more, or less, of what this worker holds."""
        if self._held:
            self._add(name, many)
        else:
            with self.together():
                self._add(name, many)

    def take(self, wanted: tuple[tuple[str, int], ...]) -> bool:
        """Count one more under each name, unless one of them has reached its limit; return whether that was done."""
        cells, own, rows = self._cells, self._column, []
        self._memory.lock()
        try:
            for name, limit in wanted:
                row = self._row(name)
                if row is None:
                    continue
                if sum([cells[row + column] for column in self._columns]) >= limit:
                    return False
                rows.append(own + row)
            if len(rows) == len(wanted):
                for cell in rows:
                    cells[cell] += 1
            else:  # each is looked for again: a new name may have taken the row of one that counted nothing
                for name, _ in wanted:
                    self._add(name, 1)
        finally:
            self._memory.unlock()
        return True

    def give_back(self, wanted: tuple[tuple[str, int], ...]) -> None:
        """Count one less under each name. It needs no lock: nobody else writes this column, or takes a row in use."""
        for name, _ in wanted:
            self._add(name, -1)

    @contextmanager
    def together(self) -> Iterator[None]:
        """Let no other worker count while the block runs; it awaits nothing."""
        self._memory.lock()
        self._held = True
        try:
            yield
        finally:
            self._held = False
            self._memory.unlock()

    def _add(self, name: str, many: int) -> None:
        row = self._row(name)
        self._cells[self._column + (row if row is not None else self._new_row(name))] += many

    def _sum(self, row: int) -> int:
        return sum([self._cells[row + column] for column in self._columns])

    def _row(self, name: str) -> int | None:
        """Return the row of a name, if it has one; where it was the last time, it mostly still is."""
        # Python's keyed hash: its key is drawn once, before the workers are forked, and nobody outside knows it
        number, row = hash(name) or 1, self._rows.get(name)
        if row is not None and self._cells[row] == number:
            return row
        for row in self._places(number):
            if self._cells[row] == number:
                self._rows[name] = row
                return row
            if not self._cells[row]:
                return None
        return None

    def _new_row(self, name: str) -> int:
        """Take the first row on the name's way that is empty or counts nothing: what lies behind is still found."""
        if len(self._rows) > self._height:
            self._rows.clear()
        number = hash(name) or 1
        for row in self._places(number):
            if not self._cells[row] or not any(self._cells[row + column] for column in self._columns):
                self._cells[row] = number
                self._rows[name] = row
                return row
        raise MemoryError("no room for another count")

    def _places(self, number: int) -> Iterator[int]:
        start = number % self._height
        yield from range(start, self._height)
        yield from range(start)
