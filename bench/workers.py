"""Benchmark of `serve gateway --workers`: CPU of an exchange with one process and with two; `--only workers`.

Both gateways stand on one database and lead to one canned service; rounds take turns, so that what the machine does
beside falls on both. Each worker has 16 connections. CPU is that of all processes of a gateway, supervisor
included, by the kernel's accounting, less what they use while nobody calls, which is printed.
"""

import asyncio
import os
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

import psutil

from bench import path
from bench.driver import drive
from bench.stack import Stack, beside, cpu_s, running

ROUNDS = 7
_IDLE_S = 10


@dataclass
class Gateway:
    """One gateway: where it is reached, its processes, and what its rounds cost (ms an exchange)."""

    name: str
    port: int
    processes: Sequence[psutil.Process]
    workers: int
    idle: float = 0.0  # CPU that it uses while nobody calls, of a second
    rounds: list[float] = field(default_factory=list)

    def cpu_s(self) -> float:
        """Return what all its processes have used."""
        return sum(map(cpu_s, self.processes))

    def memory(self) -> str:
        """Return what each process holds alone, and its share of what they share (MB)."""
        held = [process.memory_full_info() for process in self.processes]
        return ", ".join(f"{each.uss / 2**20:.0f} own + {(each.pss - each.uss) / 2**20:.0f} shared" for each in held)


async def note_idle(*gateways: Gateway) -> None:
    """Note what they use for their housekeeping: on a busy machine a round lasts long, and that is no exchange's."""
    before, began = [gateway.cpu_s() for gateway in gateways], time.perf_counter()
    await asyncio.sleep(_IDLE_S)
    passed_s = time.perf_counter() - began
    for gateway, cpu in zip(gateways, before, strict=True):
        gateway.idle = (gateway.cpu_s() - cpu) / passed_s


async def round_of(stack: Stack, gateway: Gateway, load: path.Load, count: int) -> None:
    """Drive one round, and note what an exchange cost."""
    requests = await path.prepared(stack, load, count, gateway.port)
    before = gateway.cpu_s()
    result = await drive(gateway.port, requests, connections=path.CONNECTIONS * gateway.workers)
    path.must_have_worked(load, result)
    used_s = gateway.cpu_s() - before - gateway.idle * result.seconds
    gateway.rounds.append(1000 * used_s / result.count)


async def lines(count: int) -> AsyncIterator[str]:
    """Measure reads and writes; yield a line for each, and one for the memory."""
    with tempfile.TemporaryDirectory(prefix="saphan-bench-") as folder:
        os.chmod(folder, 0o711)  # noqa: PTH101 - once, before anything runs: as root the database is another user
        async with running(Path(folder)) as stack, beside(stack, workers=2) as (port, supervisor):
            two = Gateway("two workers", port, [supervisor, *supervisor.children()], 2)
            one = Gateway("one process", stack.gateway_port, [stack.gateway], 1)
            await note_idle(one, two)
            yield f"idle, CPU of a second: one process {one.idle:.4f}, supervisor and two workers {two.idle:.4f}"
            for load in path.LOADS[:2]:
                for gateway in (one, two):
                    await round_of(stack, gateway, load, 500)
                    gateway.rounds.clear()
                for turn in range(ROUNDS):
                    for gateway in (one, two) if turn % 2 else (two, one):
                        await round_of(stack, gateway, load, count)
                ratios = sorted(after / before for before, after in zip(one.rounds, two.rounds, strict=True))
                yield (
                    f"{load.name}: CPU {median(one.rounds):.3f} ms with one process, {median(two.rounds):.3f} with two "
                    f"workers; ratio {median(ratios):.3f} (rounds {ratios[0]:.3f} to {ratios[-1]:.3f}, "
                    f"{ROUNDS} of {count:,} exchanges each)"
                )
            yield f"memory, MB: one process {one.memory()}; supervisor and two workers {two.memory()}"
