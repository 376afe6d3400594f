"""Supervisor of worker processes: forks them, starts a dead one again, passes the end on, and serves nothing itself.

The processes are forked once everything is imported: they share that memory, and one that dies is replaced at once.
"""

import ctypes
import gc
import logging
import os
import signal
import time
from collections.abc import Callable
from typing import Final

_LOG: Final = logging.getLogger(__name__)
_READY: Final = signal.SIGRTMIN  # of a worker to its supervisor; unlike others, real-time signals are queued
_WATCHED: Final = frozenset({signal.SIGTERM, signal.SIGINT, signal.SIGCHLD, _READY})
_FIRST_PAUSE_S: Final = 0.1
_LONGEST_PAUSE_S: Final = 10.0
_STEADY_S: Final = 60.0  # who has lived so long has not died of its start
_PR_SET_PDEATHSIG: Final = 1  # linux/prctl.h


class Supervisor:
    """Keeps `count` workers alive, numbered from 0, until SIGTERM or SIGINT; they end with it, whatever ends it.

    The first is started alone: what is wrong with the settings is then said once. As long as not all have been ready, a
    worker that ends ends everything, with its exit code; afterwards it is started again.
    """

    def __init__(self, count: int, work: Callable[[int], None], *, forget: Callable[[int], None]) -> None:
        """`work` serves as that worker, until its end; `forget` hears who has died, before the next starts."""
        self._count, self._work, self._forget = count, work, forget
        self._alive: Final = dict[int, tuple[int, float]]()  # by process: which worker, since when
        self._ready: Final = set[int]()  # workers that have been ready once
        self._pauses: Final = dict[int, float]()
        self._due: Final = dict[int, float]()  # workers to start again: when
        self._unmasked: set[int | signal.Signals] = set()

    def run(self) -> None:
        """Supervise until the end is asked for, then leave by `SystemExit`; in a worker, work."""
        gc.collect()
        gc.freeze()  # the collector writes into whatever it walks, and a page that is written to is shared no more
        self._unmasked = signal.pthread_sigmask(signal.SIG_BLOCK, _WATCHED)
        self._start(0)
        while True:
            told = signal.sigtimedwait(_WATCHED, self._until_due())
            if told is not None:
                self._hear(told)
            self._start_due()

    def _hear(self, told: signal.struct_siginfo) -> None:
        if told.si_signo in {signal.SIGTERM, signal.SIGINT}:
            self._stop(0)
        elif told.si_signo == _READY:
            self._note_ready(told.si_pid)
        else:
            self._reap()

    def _start(self, worker: int) -> None:
        supervisor, process = os.getpid(), os.fork()
        if process:
            self._alive[process] = (worker, time.monotonic())
            return
        os.setpgid(0, 0)  # Ctrl-C is for the supervisor, which drains; twice told, a server drops what is open
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != supervisor:
            raise SystemExit(0)  # it died before it could be watched
        signal.pthread_sigmask(signal.SIG_SETMASK, self._unmasked)
        self._work(worker)
        raise SystemExit(0)

    def _note_ready(self, process: int) -> None:
        worker, _ = self._alive.get(process, (None, 0.0))
        if worker is None:
            return
        self._ready.add(worker)
        if worker == 0 and len(self._ready) == 1 and len(self._alive) == 1:
            for further in range(1, self._count):
                self._start(further)

    def _reap(self) -> None:
        for process in list(self._alive):
            ended, status = os.waitpid(process, os.WNOHANG)
            if ended:
                self._bury(process, os.waitstatus_to_exitcode(status))

    def _bury(self, process: int, code: int) -> None:
        worker, since = self._alive.pop(process)
        self._forget(worker)
        if len(self._ready) < self._count:
            self._stop(code if code > 0 else 1)
        steady = time.monotonic() - since > _STEADY_S
        pause = _FIRST_PAUSE_S if steady else self._pauses.get(worker, _FIRST_PAUSE_S)
        self._pauses[worker] = min(2 * pause, _LONGEST_PAUSE_S)
        self._due[worker] = time.monotonic() + pause
        _LOG.error("a worker has ended", extra={"facts": {"ended": worker, "exit": code, "againInS": pause}})

    def _until_due(self) -> float:
        return max(0.0, min(self._due.values(), default=time.monotonic() + 3600.0) - time.monotonic())

    def _start_due(self) -> None:
        now = time.monotonic()
        for worker in [worker for worker, due in self._due.items() if due <= now]:
            del self._due[worker]
            self._start(worker)

    def _stop(self, code: int) -> None:
        for process in self._alive:
            os.kill(process, signal.SIGTERM)
        for process in self._alive:
            os.waitpid(process, 0)
        raise SystemExit(code)


def tell_ready() -> None:
    """Tell the supervisor, from a worker, that this one serves."""
    os.kill(os.getppid(), _READY)
