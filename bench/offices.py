"""Benchmark of ten thousand offices: one change from plan to approval, and what its swap costs the gateway's loop."""

import asyncio
import os
import tempfile
import time
import tracemalloc
from collections.abc import AsyncIterator, Coroutine
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final, TypeVar

from sqlalchemy.ext.asyncio import AsyncEngine

from bench.stack import running
from chassis.postgres.database import create_engine
from chassis.postgres.embedded import EmbeddedPostgres
from cli.components import GATEWAY
from contracts.identifiers import new_id
from contracts.seats import Holding
from gateway.directory.content import DirectoryContent
from gateway.directory.enact import dry_run, enact
from gateway.directory.entries import SystemEntry
from gateway.directory.inventory import Side
from gateway.directory.load import load
from gateway.directory.officers import Officer
from gateway.directory.organisations import Member, Office
from gateway.directory.seats import Seats
from gateway.directory.snapshot import Snapshot

OFFICES: Final = 10_000
PROVINCES: Final = 20
MEMBER: Final = "bench"  # beside those of the sandbox
ROUNDS: Final = 3  # swaps of all offices
BUDGET_S: Final = 0.05  # of the loop's time for a swap
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Loop:
    """What some work took, and what it took of the loop: its thread's CPU, and the longest pause of all others."""

    seconds: float
    cpu_s: float
    longest_s: float

    def __str__(self) -> str:
        return (
            f"{self.seconds:.2f} s ({self.cpu_s * 1000:.0f} ms of the loop's CPU, longest pause "
            f"{self.longest_s * 1000:.0f} ms)"
        )


@dataclass(frozen=True, slots=True)
class Country:
    """The offices entered, loaded for the first time, again without a change, and with all of them changed."""

    planned: Loop
    enacted: Loop
    first: Loop
    unchanged: Loop
    swapped: Loop
    megabytes: float  # held by the snapshot of offices, and of as many officers
    first_exchange_us: float  # CPU: to find a seat after a swap

    def __str__(self) -> str:
        return (
            f"Directory of {OFFICES:,} offices and as many officers: planned in {self.planned}; enacted in "
            f"{self.enacted}; loaded at start in {self.first}; after a change of something else in {self.unchanged}; "
            f"after a change of all offices in {self.swapped} (the least of {ROUNDS}; budget "
            f"{BUDGET_S * 1000:.0f} ms), and a seat below the top is found in {self.first_exchange_us:.0f} µs; "
            f"held: {self.megabytes:.1f} MB"
        )


def offices(name: str = "Station") -> tuple[Office, ...]:
    """Return a headquarters, its provinces, and stations below them."""

    def office(code: str, parent: str | None) -> Office:
        lo, en = f"ສະຖານີຕຳຫຼວດ {code}", f"{name} {code}"
        level = "district" if parent else "central"
        return Office(member=MEMBER, code=code, kind="police-station", lo=lo, en=en, level=level, parent=parent)

    provinces = [office(f"p{n}", "hq") for n in range(PROVINCES)]
    stations = [office(f"s{n}", f"p{n % PROVINCES}") for n in range(OFFICES - PROVINCES - 1)]
    return (office("hq", None), *provinces, *stations)


def officers() -> tuple[Officer, ...]:
    """Return as many officers, each with a post in the headquarters."""
    begin = date(2025, 1, 1)
    return tuple(Officer(member=MEMBER, id=f"o{n}", post="Officer", office="hq", from_=begin) for n in range(OFFICES))


async def timed(work: Coroutine[Any, Any, _T]) -> tuple[_T, Loop]:  # Any: what a coroutine is sent
    """Return what the work returns, and what it took; a task beside it notes how long the loop kept it waiting."""
    longest, done = 0.0, asyncio.Event()

    async def beside() -> None:
        nonlocal longest
        while not done.is_set():
            began = time.perf_counter()
            await asyncio.sleep(0.001)
            longest = max(longest, time.perf_counter() - began - 0.001)

    watching = asyncio.create_task(beside())
    await asyncio.sleep(0.01)
    longest, began, cpu = 0.0, time.perf_counter(), time.thread_time()
    found = await work
    seconds, cpu_s = time.perf_counter() - began, time.thread_time() - cpu
    done.set()
    await watching
    return found, Loop(seconds, cpu_s, longest)


async def report(server: EmbeddedPostgres) -> str:
    """Return the figures as a sentence, measured in the gateway's database."""
    engine = create_engine(server.url(GATEWAY.database), pool_size=2)
    try:
        return str(await entered(engine))
    finally:
        await engine.dispose()


async def entered(engine: AsyncEngine) -> Country:
    """Enter the offices into a directory that may have others, and load them as a gateway does."""
    member = Member.model_validate({"id": MEMBER, "kind": "police", "lo": "ຕຳຫຼວດ", "en": "Police"})
    content = DirectoryContent(members=(member,), offices=offices(), officers=officers())
    now = datetime.now(UTC)
    async with engine.connect() as connection:
        _, planned = await timed(dry_run(connection, content, at=now, side=Side.AUTHORITY))
    _, enacted = await timed(_enacted(engine, content))
    tracemalloc.start()
    held = await load(engine)
    megabytes = tracemalloc.get_traced_memory()[0] / 1e6
    tracemalloc.stop()
    held, first = await timed(load(engine))
    await _enacted(engine, DirectoryContent(members=(member.model_copy(update={"kind": "court"}),)))
    await _enacted(engine, DirectoryContent(members=(member,)))
    same, unchanged = await timed(load(engine, held))
    swaps = []
    for turn in range(ROUNDS):
        await _enacted(engine, DirectoryContent(offices=offices(f"Post {turn}")))
        same, swapped = await timed(load(engine, same))
        swaps.append(swapped)
    least = min(swaps, key=lambda swap: swap.cpu_s)
    return Country(planned, enacted, first, unchanged, least, megabytes, _first_exchange_us(same))


def _first_exchange_us(snapshot: Snapshot) -> float:
    """Return the CPU of finding where a system of all offices below the top stands: the first time after a swap."""
    system = SystemEntry(f"{MEMBER}-system", MEMBER, "police", Holding(below="hq"), {})
    spent = []
    for _ in range(100):
        seats = Seats(snapshot.organisations)
        began = time.process_time()
        seats.judge(system, "s1", time.time())
        spent.append(time.process_time() - began)
    return min(spent) * 1e6


async def lines(_count: int) -> AsyncIterator[str]:
    """Measure the directory of many offices alone."""
    with tempfile.TemporaryDirectory(prefix="saphan-bench-") as folder:
        os.chmod(folder, 0o711)  # noqa: PTH101 - once, before anything runs: as root the database is another user
        async with running(Path(folder)) as stack:
            yield await report(stack.server)


async def _enacted(engine: AsyncEngine, content: DirectoryContent) -> None:
    async with engine.begin() as connection:
        now = datetime.now(UTC)
        await enact(connection, content, at=now, change=new_id("dch", at=now))
