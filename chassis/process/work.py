"""CPU-bound work over 20 ms: run in a process pool, or in slices between which the event loop runs other tasks."""

import asyncio
import multiprocessing
from collections.abc import AsyncIterator, Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import Final, TypeVar, TypeVarTuple

_T = TypeVar("_T")
_Arguments = TypeVarTuple("_Arguments")

SLICE: Final = 100  # pieces of work of some 50 µs each


async def slices(items: Sequence[_T], size: int = SLICE) -> AsyncIterator[Sequence[_T]]:
    """Yield the items in slices of `size`, and let other tasks of the event loop run after each.

    For work that cannot leave the process, such as what a transaction is in the middle of.
    """
    for begin in range(0, len(items), size):
        yield items[begin : begin + size]
        await asyncio.sleep(0)


async def each_of(items: Sequence[_T], size: int = SLICE) -> AsyncIterator[_T]:
    """Yield the items one by one, with a pause for other tasks after each slice."""
    async for part in slices(items, size):
        for item in part:
            yield item


class WorkPool:
    """Process pool, started at its first work; arguments and results must be picklable."""

    def __init__(self, processes: int = 1) -> None:
        self._processes = processes
        self._pool: ProcessPoolExecutor | None = None

    async def run(self, work: Callable[[*_Arguments], _T], *arguments: *_Arguments) -> _T:
        """Run `work` outside the event loop and return its result; what it raises is raised here.

        Raise `BrokenProcessPool` when the process was killed; the next work is done in a new one.
        """
        if self._pool is None:
            # spawn, not fork: a forked child would share the parent's sockets and locks
            self._pool = ProcessPoolExecutor(self._processes, multiprocessing.get_context("spawn"))
        pool = self._pool
        try:
            return await asyncio.get_running_loop().run_in_executor(pool, work, *arguments)
        except BrokenProcessPool:
            if self._pool is pool:
                self._pool = None
            raise

    def close(self) -> None:
        """Stop the processes; work that has not started is dropped."""
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)
            self._pool = None
