"""`make bench`: start the system, load it from outside, print what an exchange costs and how it was measured."""

import argparse
import asyncio
import os
import platform
import tempfile
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench import (
    cases,
    certificates,
    civil,
    civil_imports,
    evidence,
    imports,
    ledger,
    lookups,
    measuring,
    offices,
    path,
    places,
    policy,
    prints,
    tree,
    workers,
)
from bench.stack import running
from bench.subjects import rows as subject_rows
from bench.swap import swapped
from bench.trust import rows as trust_rows

# One alone, said by name: what it yields are the lines.
PARTS = {
    "path": path.lines,
    "measuring": measuring.lines,
    "workers": workers.lines,
    "lookups": lookups.lines,
    "offices": offices.lines,
    "places": places.lines,
    "prints": prints.lines,
    "certificates": certificates.lines,
}
METHOD = """Method. Gateway, service and PostgreSQL (fsync on) are processes of their own here; the driver is an
asyncio program (bench/driver.py) with prepared requests over kept-alive connections, proofs made before the clock
starts. CPU is user + system of the gateway's process from the kernel's accounting, divided by answers. "Saturated" is a
closed loop of 16 connections; latency is taken at half of that rate, open loop, from the moment a request was due, and
"direct" is the same load on the service without gateway, in the same run. The canned service answers at once, so that
the gateway is what is measured. The machine is shared: ratios hold better than times."""


def microseconds(title: str, rows: Sequence[tuple[str, float, float | None]]) -> Table:
    """Return the table of what single steps cost, alone, in this process."""
    table = Table(title=title)
    for column in ("what", "CPU µs", "budget µs"):
        table.add_column(column, justify="left" if column == "what" else "right")
    for name, cost_us, budget_us in rows:
        table.add_row(name, f"{cost_us:.1f}", "" if budget_us is None else f"{budget_us:.0f}")
    return table


async def bench(count: int, decade_cases: int, events: int) -> None:
    """Run everything and print it."""
    console = Console(width=120)
    console.print(
        f"Saphan bench · Python {platform.python_version()} · {platform.machine()} · {count:,} requests a row"
    )
    console.print(microseconds("What belief costs", trust_rows()))
    console.print(microseconds("What evidence costs", evidence.rows()))
    console.print(microseconds("What certificates cost", certificates.rows()))
    console.print(certificates.METHOD)
    for details in (False, True):
        console.print(evidence.report(details=details))
    console.print(microseconds("What remembering whom it was about costs", subject_rows()))
    console.print(microseconds("What looking up whom a request names costs", lookups.rows()))
    console.print(lookups.METHOD)
    with tempfile.TemporaryDirectory(prefix="saphan-bench-") as folder:
        os.chmod(folder, 0o711)  # noqa: PTH101 - once, before anything runs: as root the database is another user
        async with running(Path(folder)) as stack:
            rss_before = stack.gateway.memory_info().rss
            costs = []
            async for cost in path.every_load(stack, count):
                console.print(f"· {cost.load.name}")
                costs.append(cost)
            console.print("· real case registry")
            written = await path.end_to_end(stack, count)
            console.print("· import of an old register")
            read_in = await imports.report(stack)
            console.print("· directory swap, ten thousand offices")
            swap = await swapped(stack, lambda many: path.prepared(stack, path.LOADS[0], many, stack.gateway_port))
            path.must_have_worked(path.LOADS[0], swap.meanwhile)
            rss_after = stack.gateway.memory_info().rss
            console.print(path.costs_table(costs))
            console.print(f"Real cases, end to end (gateway, registry, database on two cores): {path.told(written)}")
            console.print(read_in)
            console.print(str(swap))
            console.print(await offices.report(stack.server))
            console.print(
                f"Resident memory of the gateway: {rss_before / 2**20:.0f} MB before, {rss_after / 2**20:.0f} after"
            )
            console.print(await ledger.report(stack.server))
            console.print(policy.report())
            console.print(prints.report())
            console.print(await asyncio.to_thread(tree.report))
            console.print(METHOD)
            await cases.measured(stack, decade_cases, min(count, 1_000), console)
    await civil.bench(events, min(count, 1_000), None)
    await civil_imports.bench(min(4 * count, civil_imports.ROWS))


async def only(part: str, count: int) -> None:
    """Run one part alone; print each line when it is there."""
    async for line in PARTS[part](count):
        print(line, flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=5_000, help="requests a row")
    parser.add_argument("--cases", type=int, default=cases.COUNT, help="cases of the decade in the case registry")
    parser.add_argument("--events", type=int, default=civil.COUNT, help="births in the civil register")
    parser.add_argument(
        "--only",
        choices=list(PARTS),
        help="one part alone: the path, telemetry, two workers, looking up names, offices, a new place, printed pages, "
        "or certificates",
    )
    options = parser.parse_args()
    asyncio.run(
        only(options.only, options.count) if options.only else bench(options.count, options.cases, options.events)
    )
