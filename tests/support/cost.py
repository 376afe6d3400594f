"""Peak memory and processor time of work in a process of its own."""

import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Cost:
    """What a piece of work took."""

    peak_bytes: int  # more than there was before
    cpu_s: float


def cost(work: Callable[[], object]) -> Cost:
    """Return what the work costs: done in a fork, so that no memory of earlier work is used again."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        before, began = _memory("VmRSS"), time.process_time()
        try:
            work()
        finally:  # a refusal costs, too; the child must not go on with the tests
            os.write(writing, f"{_memory('VmHWM') - before} {time.process_time() - began}".encode())
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as told:
        peak, cpu = told.read().split()
    os.waitpid(child, 0)
    return Cost(int(peak), float(cpu))


def _memory(name: str) -> int:
    lines = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text("utf-8").splitlines())
    return int(lines[name].split()[0]) * 1024
