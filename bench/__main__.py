"""`make bench`: start the system, drive it from outside, print what an exchange costs, and how it was measured."""

import argparse
import asyncio
import os
import platform
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench import bodies, cases, evidence, imports, ledger, policy, tree
from bench.driver import Result, drive, request
from bench.stack import Stack, cpu_s, running
from bench.subjects import rows as subject_rows
from bench.swap import swapped
from bench.trust import rows as trust_rows
from contracts.identifiers import new_id

METHOD = """Method. Gateway, service and PostgreSQL (fsync on) are processes of their own here; the driver is an
asyncio program (bench/driver.py) with prepared requests over kept-alive connections, proofs made before the clock
starts. CPU is user + system of the gateway's process from the kernel's accounting, divided by answers. "Saturated" is a
closed loop of 16 connections; latency is taken at half of that rate, open loop, from the moment a request was due, and
"direct" is the same load on the service without gateway, in the same run. The canned service answers at once, so that
the gateway is what is measured. The machine is shared: ratios hold better than times."""

CASES = "/case-registry/v1/cases"
CONNECTIONS = 16


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


async def measured(stack: Stack, load: Load, count: int) -> Cost:
    """Saturate the gateway, then compare half of that load through it and past it."""
    await drive(stack.gateway_port, await prepared(stack, load, 300, stack.gateway_port), connections=CONNECTIONS)
    requests = await prepared(stack, load, count, stack.gateway_port)
    before = cpu_s(stack.gateway)
    saturated = await drive(stack.gateway_port, requests, connections=CONNECTIONS)
    cpu_ms = 1000 * (cpu_s(stack.gateway) - before) / saturated.count
    _must_have_worked(load, saturated)
    half = saturated.rate / 2
    paced = await prepared(stack, load, min(count, int(half * 8)), stack.gateway_port)
    through = await drive(stack.gateway_port, paced, connections=2 * CONNECTIONS, rate=half)
    _must_have_worked(load, through)
    plain = [request(load.method, load.path, stack.canned_port, {}, load.body(n)) for n in range(len(paced))]
    direct = await drive(stack.canned_port, plain, connections=2 * CONNECTIONS, rate=half)
    return Cost(load, cpu_ms, saturated, direct, through)


def _must_have_worked(load: Load, result: Result) -> None:
    if result.failures:
        message = f"{load.name}: answers other than 2xx: {result.failures}"
        raise SystemExit(message)


async def end_to_end(stack: Stack, count: int) -> Result:
    """Write real cases through the gateway into the registry's database."""
    await stack.lead_to(stack.service_port)
    load = Load("real case", "POST", CASES, [bodies.opening(2_000, number) for number in range(count + 200)])
    ready = await prepared(stack, load, count + 200, stack.gateway_port)
    warm, requests = ready[:200], ready[200:]
    await drive(stack.gateway_port, warm, connections=CONNECTIONS)
    result = await drive(stack.gateway_port, requests, connections=CONNECTIONS)
    _must_have_worked(load, result)
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
            f"{cost.through.percentile(0.5) - cost.direct.percentile(0.5):.1f}",
            f"{cost.through.percentile(0.99) - cost.direct.percentile(0.99):.1f}",
            f"{cost.direct.percentile(0.5):.1f} / {cost.direct.percentile(0.99):.1f}",
        )
    return table


def microseconds(title: str, rows: Sequence[tuple[str, float, float | None]]) -> Table:
    """Return the table of what single steps cost, alone, in this process."""
    table = Table(title=title)
    for column in ("what", "CPU µs", "budget µs"):
        table.add_column(column, justify="left" if column == "what" else "right")
    for name, cost_us, budget_us in rows:
        table.add_row(name, f"{cost_us:.1f}", "" if budget_us is None else f"{budget_us:.0f}")
    return table


async def bench(count: int, decade_cases: int) -> None:
    """Run everything and print it."""
    console = Console(width=120)
    console.print(
        f"Saphan bench · Python {platform.python_version()} · {platform.machine()} · {count:,} requests a row"
    )
    console.print(microseconds("What belief costs", trust_rows()))
    console.print(microseconds("What evidence costs", evidence.rows()))
    for details in (False, True):
        console.print(evidence.report(details=details))
    console.print(microseconds("What remembering whom it was about costs", subject_rows()))
    with tempfile.TemporaryDirectory(prefix="saphan-bench-") as folder:
        os.chmod(folder, 0o711)  # noqa: PTH101 - once, before anything runs: as root the database is another user
        async with running(Path(folder)) as stack:
            rss_before = stack.gateway.memory_info().rss
            costs = []
            for load in LOADS:
                console.print(f"· {load.name}")
                costs.append(await measured(stack, load, count if load is not LOADS[2] else count // 2))
            console.print("· real case registry")
            written = await end_to_end(stack, min(count, 2_000))
            console.print("· import of an old register")
            read_in = await imports.report(stack)
            console.print("· directory swap")
            swap = await swapped(stack, lambda many: prepared(stack, LOADS[0], many, stack.gateway_port))
            _must_have_worked(LOADS[0], swap.meanwhile)
            rss_after = stack.gateway.memory_info().rss
            console.print(costs_table(costs))
            console.print(
                f"Real cases, end to end (gateway, registry, database on two cores): "
                f"{written.rate:,.0f} per s, p50 {written.percentile(0.5):.0f}, p99 {written.percentile(0.99):.0f} ms"
            )
            console.print(read_in)
            console.print(str(swap))
            console.print(
                f"Resident memory of the gateway: {rss_before / 2**20:.0f} MB before, {rss_after / 2**20:.0f} after"
            )
            console.print(await ledger.report(stack.server))
            console.print(policy.report())
            console.print(await asyncio.to_thread(tree.report))
            console.print(METHOD)
            await cases.measured(stack, decade_cases, min(count, 1_000), console)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=5_000, help="requests a row")
    parser.add_argument("--cases", type=int, default=cases.COUNT, help="cases of the decade in the case registry")
    options = parser.parse_args()
    asyncio.run(bench(options.count, options.cases))
