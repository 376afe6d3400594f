"""Supervised worker processes: real forks, killed for real."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

COUNTING = """
import os, signal, sys, time
from pathlib import Path
from chassis.process import logs
from chassis.process.shared_counts import SharedCounts
from chassis.process.workers import Supervisor, tell_ready

folder, how = Path(sys.argv[1]), sys.argv[2]
counts = SharedCounts(2, rows=64)

def work(worker):
    counts.work_as(worker)
    if how == "never" or (how == "second" and worker == 1):
        raise SystemExit(7)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    taken = 0
    while counts.take((("places", 10),)):
        taken += 1
        if taken == 6 and not (folder / f"{1 - worker}").exists():
            break
    tell_ready()
    (folder / str(worker)).write_text(f"{os.getpid()} {taken} {counts['places']}")
    signal.pause()

logs.configure("counting", "info")
Supervisor(2, work, forget=counts.forget).run()
"""
PATIENCE_S = 30.0


class Counting:
    """A supervisor whose workers take ten places, the first of them six."""

    def __init__(self, folder: Path, how: str = "well") -> None:
        self.folder = folder
        command = [sys.executable, "-c", COUNTING, str(folder), how]
        self.said = b""
        self.process = subprocess.Popen(command, stderr=subprocess.PIPE)

    def took(self, worker: int, *, not_by: int = 0) -> tuple[int, int, int]:
        """Return process, places taken, and places taken by all, once another process than `not_by` has told."""
        deadline = time.monotonic() + PATIENCE_S
        while time.monotonic() < deadline:
            told = self.folder / str(worker)
            words = told.read_text().split() if told.exists() else []
            if len(words) == 3 and int(words[0]) != not_by:
                return int(words[0]), int(words[1]), int(words[2])
            assert self.process.poll() is None
            time.sleep(0.01)
        raise AssertionError(f"worker {worker} does not tell")

    def ended(self) -> int:
        self.said = self.process.communicate(timeout=PATIENCE_S)[1]
        return self.process.returncode


@pytest.fixture
def started(tmp_path: Path) -> Iterator[Counting]:
    counting = Counting(tmp_path)
    yield counting
    counting.process.kill()
    counting.process.communicate()


def test_what_a_killed_worker_held_is_free_for_the_next(started: Counting) -> None:
    first, taken, _ = started.took(0)
    assert taken == 6
    second, taken, everybody = started.took(1)
    assert (taken, everybody) == (4, 10)
    os.kill(first, signal.SIGKILL)
    again, taken, everybody = started.took(0, not_by=first)
    assert (taken, everybody) == (6, 10)
    assert psutil.pid_exists(second)
    started.process.send_signal(signal.SIGTERM)
    assert started.ended() == 0
    assert not psutil.pid_exists(second)
    assert not psutil.pid_exists(again)


def test_the_workers_of_a_killed_supervisor_end_too(started: Counting) -> None:
    workers = [psutil.Process(started.took(worker)[0]) for worker in (0, 1)]
    started.process.kill()
    started.ended()
    gone, alive = psutil.wait_procs(workers, timeout=PATIENCE_S)
    assert (len(gone), alive) == (2, [])


def test_a_worker_that_dies_again_and_again_waits_longer_each_time(started: Counting) -> None:
    process, _, _ = started.took(0)
    started.took(1)
    for _ in range(4):
        os.kill(process, signal.SIGKILL)
        process, _, _ = started.took(0, not_by=process)
    started.process.send_signal(signal.SIGTERM)
    assert started.ended() == 0
    pauses = [
        line.partition(b'"againInS":')[2].rstrip(b"}") for line in started.said.splitlines() if b"has ended" in line
    ]
    assert pauses == [b"0.1", b"0.2", b"0.4", b"0.8"]


@pytest.mark.parametrize("how", ["never", "second"])
def test_a_worker_that_cannot_start_ends_the_whole_with_its_own_code(tmp_path: Path, how: str) -> None:
    assert Counting(tmp_path, how).ended() == 7
