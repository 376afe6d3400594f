"""Benchmark of an exchange on the gateway's full path and end to end; alone: `python -m bench --only path`."""

import os
import tempfile
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.table import Table

from bench import bodies
from bench.driver import Result, drive, request
from bench.stack import Stack, cpu_s, running
from contracts.identifiers import new_id

CASES = "/case-registry/v1/cases"
CONNECTIONS = 16
MOST_REAL = 2_000  # cases that are written end to end


@dataclass(frozen=True, slots=True)
class Load:
    """One kind of exchange."""

    name: str
    method: str
    path: str
    bodies: Sequence[bytes]

    def body(self, turn: int) -> bytes:
        """Return the body of the n-th request."""
        return self.bodies[turn % len(self.bodies)] if self.bodies else b""


LOADS = (
    Load("read 2 KB", "GET", f"{CASES}/{bodies.CASE_ID}", ()),
    Load("write 2 KB", "POST", CASES, (bodies.opening(2_000),)),
    Load("write 10 KB, one in ten 100 KB", "POST", CASES, (*[bodies.opening(10_000)] * 9, bodies.opening(100_000))),
)


async def prepared(stack: Stack, load: Load, count: int, port: int) -> list[bytes]:
    """Return requests with a token and a proof each; a direct call carries them too and nobody looks."""
    ready = []
    for turn in range(count):
        proven = await stack.client.prove(load.method, load.path)
        headers = proven.headers()
        if load.method == "POST":
            headers["Idempotency-Key"] = new_id("key")
        ready.append(request(load.method, load.path, port, headers, load.body(turn)))
    return ready


@dataclass(frozen=True, slots=True)
class Cost:
    """What one load costs at the gateway."""

    load: Load
    cpu_ms: float
    saturated: Result
    direct: Result
    through: Result

    def added_ms(self, share: float) -> float:
        """Return by how much the gateway lengthens the latency that `share` of the answers stay under."""
        return self.through.percentile(share) - self.direct.percentile(share)

    def __str__(self) -> str:
        """Return the costs as one line."""
        return (
            f"{self.load.name}: CPU {self.cpu_ms:.3f} ms, {self.saturated.rate:,.0f} per s, "
            f"added p50 {self.added_ms(0.5):.1f}, p99 {self.added_ms(0.99):.1f} ms"
        )


async def measured(stack: Stack, load: Load, count: int) -> Cost:
    """Saturate the gateway, then compare half of that load through it and past it."""
    await drive(stack.gateway_port, await prepared(stack, load, 300, stack.gateway_port), connections=CONNECTIONS)
    requests = await prepared(stack, load, count, stack.gateway_port)
    before = cpu_s(stack.gateway)
    saturated = await drive(stack.gateway_port, requests, connections=CONNECTIONS)
    cpu_ms = 1000 * (cpu_s(stack.gateway) - before) / saturated.count
    must_have_worked(load, saturated)
    half = saturated.rate / 2
    paced = await prepared(stack, load, min(count, int(half * 8)), stack.gateway_port)
    through = await drive(stack.gateway_port, paced, connections=2 * CONNECTIONS, rate=half)
    must_have_worked(load, through)
    plain = [request(load.method, load.path, stack.canned_port, {}, load.body(n)) for n in range(len(paced))]
    direct = await drive(stack.canned_port, plain, connections=2 * CONNECTIONS, rate=half)
    return Cost(load, cpu_ms, saturated, direct, through)


def must_have_worked(load: Load, result: Result) -> None:
    """Stop the bench when answers were refusals: their cost is another one."""
    if result.failures:
        message = f"{load.name}: answers other than 2xx: {result.failures}"
        raise SystemExit(message)


async def every_load(stack: Stack, count: int) -> AsyncIterator[Cost]:
    """Measure one load after the other; of the largest bodies half as many requests say as much."""
    for load in LOADS:
        yield await measured(stack, load, count if load is not LOADS[-1] else count // 2)


async def end_to_end(stack: Stack, count: int) -> Result:
    """Write real cases through the gateway into the registry's database."""
    count = min(count, MOST_REAL)
    await stack.lead_to(stack.service_port)
    load = Load("real case", "POST", CASES, [bodies.opening(2_000, number) for number in range(count + 200)])
    ready = await prepared(stack, load, count + 200, stack.gateway_port)
    warm, requests = ready[:200], ready[200:]
    await drive(stack.gateway_port, warm, connections=CONNECTIONS)
    result = await drive(stack.gateway_port, requests, connections=CONNECTIONS)
    must_have_worked(load, result)
    return result


def costs_table(costs: Sequence[Cost]) -> Table:
    """Return the table of what the gateway itself costs."""
    table = Table(title="The gateway on the full path, canned service behind it")
    for column in (
        "exchange",
        "CPU ms",
        "per core and s",
        "saturated per s",
        "p50 added ms",
        "p99 added ms",
        "direct p50/p99",
    ):
        table.add_column(column, justify="left" if column == "exchange" else "right")
    for cost in costs:
        table.add_row(
            cost.load.name,
            f"{cost.cpu_ms:.2f}",
            f"{1000 / cost.cpu_ms:,.0f}",
            f"{cost.saturated.rate:,.0f}",
            f"{cost.added_ms(0.5):.1f}",
            f"{cost.added_ms(0.99):.1f}",
            f"{cost.direct.percentile(0.5):.1f} / {cost.direct.percentile(0.99):.1f}",
        )
    return table


async def lines(count: int) -> AsyncIterator[str]:
    """Measure the path alone; yield a line for each load and one for real cases, to be compared with another tree's."""
    with tempfile.TemporaryDirectory(prefix="saphan-bench-") as folder:
        os.chmod(folder, 0o711)  # noqa: PTH101 - once, before anything runs: as root the database is another user
        async with running(Path(folder)) as stack:
            async for cost in every_load(stack, count):
                yield str(cost)
            yield f"end to end: {told(await end_to_end(stack, count))}"


def told(written: Result) -> str:
    """Return one line: how many real cases were written, and how fast."""
    return f"{written.rate:,.0f} per s, p50 {written.percentile(0.5):.0f}, p99 {written.percentile(0.99):.0f} ms"
