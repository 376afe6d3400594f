"""Benchmark of the case registry with ten years of cases in it: registers, searches, openings, moves.

`python -m bench.cases` runs this alone; `make bench` runs it after the gateway's own rows.
"""

import argparse
import asyncio
import os
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import quote, urlencode

import aiohttp
import orjson
from multidict import CIMultiDict
from rich.console import Console
from rich.table import Table

from bench import bodies, decade
from bench.books import ENDED, SEED, Books
from bench.driver import Result, drive, request
from bench.names import FAMILY, GIVEN
from bench.stack import CASES, Stack, running
from chassis.client.exchange_client import Answer, Credentials, ExchangeClient
from cli.data_folder import DataFolder
from contracts.identifiers import new_id

COUNT: Final = 100_000
PREFIX: Final = "/case-registry/v1"
CONNECTIONS: Final = 16
METHOD = """Method. The decade is made by bench/decade.py with a fixed seed and copied into the registry's tables; each
history follows the table of moves, fact by fact. Every call below goes through the gateway (token, proof, policy,
schemas, ledger) to the real service, on the same two cores as the database; reads one after another, writes in a closed
loop of 16 connections with proofs and signatures made before the clock starts. CPU is that of gateway, registry and
database together, from the kernel's accounting: it grows less than the clock with what else the machine does."""


@dataclass(frozen=True, slots=True)
class Row:
    """One measured question, with what it may cost."""

    name: str
    times_ms: Sequence[float]
    cpu_ms: float  # an answer, of gateway, registry and database
    budget_ms: float | None = None

    def share(self, of: float) -> float:
        """Return the time that this share of the answers stayed under."""
        ordered = sorted(self.times_ms)
        return ordered[min(len(ordered) - 1, int(of * len(ordered)))]


@dataclass(frozen=True, slots=True)
class Caller:
    """A member's system that asks, and times what it is answered."""

    client: ExchangeClient
    stack: Stack

    async def asks(self, name: str, paths: Iterable[str], budget_ms: float | None = None) -> Row:
        """Ask one question after another, and time the answers."""
        times, before = list[float](), self.stack.cpu_s()
        for path in paths:
            times.append((await self.timed(path))[0])
        return Row(name, times, 1000 * (self.stack.cpu_s() - before) / len(times), budget_ms)

    async def timed(self, path: str) -> tuple[float, Answer]:
        """Ask once; return the milliseconds, and the answer."""
        began = time.perf_counter()
        answer = await self.client.request("GET", PREFIX + path)
        taken = 1000 * (time.perf_counter() - began)
        if not answer.ok:
            message = f"{path}: {answer.status} {answer.body[:300]!r}"
            raise SystemExit(message)
        return taken, answer


def registers(name: str = "registers/monthly", /, **query: str) -> str:
    """Return the path of a register."""
    return f"/{name}?{urlencode(query)}"


async def figures(
    ospp: Caller, court: Caller, pick: Callable[[Callable[[str, str], str], int], list[str]]
) -> list[Row]:
    """Ask for figures of work and for what waits."""
    return [
        await ospp.asks(
            "criminal work, one office and year",
            pick(lambda o, y: registers("registers/criminal-work", member="ospp", office=o, year=y), 60),
            50,
        ),
        await ospp.asks(
            "criminal work, whole country and year",
            pick(lambda _, year: registers("registers/criminal-work", year=year), 20),
            100,
        ),
        await court.asks(
            "yearly tables, one court",
            pick(lambda o, y: registers("statistics/yearly", member="psc", office=o, year=y), 60),
            50,
        ),
        await court.asks(
            "yearly tables, whole country",
            pick(lambda _, year: registers("statistics/yearly", year=year), 20),
            100,
        ),
        await ospp.asks(
            "custody that runs out, one office",
            pick(lambda o, _: f"/custody-expiries?member=ospp&office={o}", 40),
        ),
        await ospp.asks("work list, one office", pick(lambda o, _: f"/work-list?member=ospp&office={o}", 40)),
    ]


async def read(stack: Stack, session: aiohttp.ClientSession) -> list[Row]:
    """Ask what offices ask all day."""
    chance = random.Random(SEED)
    offices = Books().offices
    years = [str(year) for year in range(2017, ENDED.year + 1)]

    def caller(member: str) -> Caller:
        file = DataFolder(stack.data).sandbox / f"{member}-case-system.json"
        return Caller(ExchangeClient(Credentials.read(file), session), stack)

    def pick(make: Callable[[str, str], str], count: int) -> list[str]:
        return [make(chance.choice(offices), chance.choice(years)) for _ in range(count)]

    names = [chance.choice(GIVEN) + chance.choice(("ມີ", "ສີ", "ພອນ", "")) for _ in range(120)]
    names += [chance.choice(FAMILY) for _ in range(80)]
    ospp, court = caller("ospp"), caller("psc")
    listed = (await court.timed("/cases?limit=100"))[1].json()["items"]
    numbers = [case["numbers"][0]["number"] for case in listed]
    await ospp.asks("warm-up", pick(lambda office, year: registers(member="ospp", office=office, year=year), 10))
    return [
        await ospp.asks(
            "register, one office and year",
            pick(lambda o, y: registers(member="ospp", office=o, category="civil", level="firstInstance", year=y), 60),
            50,
        ),
        await ospp.asks(
            "register, one office, all categories",
            pick(lambda office, year: registers(member="ospp", office=office, year=year), 60),
            50,
        ),
        await ospp.asks("register, whole country and year", pick(lambda _, year: registers(year=year), 20), 100),
        *await figures(ospp, court, pick),
        await court.asks(
            "search by folded name", [f"/cases?participantName={quote(name)}&limit=50" for name in names], 30
        ),
        await court.asks("search by number", [f"/cases?number={quote(number)}" for number in numbers], 10),
        await court.asks("search by a person's number", ["/cases?identifier=0123456789"] * 60, 10),
        await court.asks("search by a lawyer's name", [f"/cases?lawyerName={quote(name)}" for name in names[:60]], 30),
        await court.asks("due within a week", ["/deadlines?within=7"] * 40, 50),
        await followed(court, 40),
        await court.asks("reconciliation of a month", ["/reconciliations?with=ospp&month=2025-03"] * 20),
        await court.asks("front page, one court", pick(lambda o, _: f"/statistics/overview?member=psc&office={o}", 40)),
        await court.asks("front page, all courts", ["/statistics/overview"] * 10),
    ]


async def followed(caller: Caller, pages: int) -> Row:
    """Follow what changes, page by page from the beginning, and time the answers."""
    times, since, before = list[float](), "", caller.stack.cpu_s()
    for _ in range(pages):
        taken, answer = await caller.timed(f"/case-changes?limit=100{since}")
        times.append(taken)
        since = f"&since={answer.json()['since']}"
    return Row("what has changed, a page of 100", times, 1000 * (caller.stack.cpu_s() - before) / pages, 20)


@dataclass(frozen=True, slots=True)
class Writes:
    """What so many writes at saturation took."""

    result: Result
    cpu_ms: float  # a write, of gateway, registry and database


async def written(stack: Stack, ready: Sequence[bytes]) -> Writes:
    """Send what is ready at saturation."""
    before = stack.cpu_s()
    result = await drive(stack.gateway_port, ready, connections=CONNECTIONS)
    return Writes(result, 1000 * (stack.cpu_s() - before) / len(ready))


async def opened(stack: Stack, count: int) -> tuple[Writes, list[str]]:
    """Open cases at saturation, and return the ids of cases to be moved."""
    ready = []
    for number in range(count):
        proven = await stack.client.prove("POST", f"{PREFIX}/cases")
        headers = proven.headers() | {"Idempotency-Key": new_id("key")}
        body = bodies.opening(2_000, 900_000 + number)
        ready.append(request("POST", f"{PREFIX}/cases", stack.gateway_port, headers, body))
    writes = await written(stack, ready)
    found: list[str] = []
    cursor = ""
    while len(found) < count:
        answer = await stack.client.request("GET", f"{PREFIX}/cases?status=reported&member=police&limit=200{cursor}")
        page = answer.json()
        found += [item["caseId"] for item in page["items"] if item["numbers"][0]["number"].endswith("ຈທ")]
        if "next" not in page:
            break
        cursor = f"&cursor={page['next']}"
    return writes, found[:count]


async def moved(stack: Stack, case_ids: Sequence[str]) -> Writes:
    """Move cases at saturation, each by a signed request on the version that was read."""
    ready = []
    token = await stack.client.token("caseManagement")
    body = orjson.dumps({"to": "underInvestigation", "happenedOn": ENDED.isoformat()})
    for case_id in case_ids:
        path = f"{PREFIX}/cases/{case_id}/moves"
        stated = CIMultiDict({"Content-Type": "application/json", "Idempotency-Key": new_id("key"), "If-Match": '"1"'})
        headers = {**stated, **stack.client.signed("POST", path, stated, body, token)}
        headers.pop("Content-Type")  # the driver states it
        ready.append(request("POST", path, stack.gateway_port, headers, body))
    return await written(stack, ready)


def table(rows: Sequence[Row]) -> Table:
    """Return the rows as a table."""
    shown = Table(title="The case registry with a decade in it, through the gateway")
    for column in ("question", "asked", "p50 ms", "p95 ms", "slowest ms", "CPU ms", "budget ms"):
        shown.add_column(column, justify="left" if column == "question" else "right")
    for row in rows:
        budget = "" if row.budget_ms is None else f"{row.budget_ms:,.0f}"
        figures = (statistics.median(row.times_ms), row.share(0.95), max(row.times_ms), row.cpu_ms)
        shown.add_row(row.name, str(len(row.times_ms)), *(f"{figure:.0f}" for figure in figures), budget)
    return shown


async def measured(stack: Stack, cases: int, writes: int, console: Console) -> None:
    """Load the decade, lead the gateway to the real registry, measure, and print."""
    began = time.perf_counter()
    counts = await decade.load(stack.server.url(CASES.database).replace("+asyncpg", ""), cases)
    loaded = ", ".join(f"{count:,} {name.replace('_', ' ')}" for name, count in counts.items())
    console.print(f"· a decade, made and copied in {time.perf_counter() - began:.0f} s: {loaded}")
    await stack.lead_to(stack.service_port)
    async with aiohttp.ClientSession() as session:
        console.print(table(await read(stack, session)))
    opening, case_ids = await opened(stack, writes)
    moving = await moved(stack, case_ids)
    for name, done in (("opened", opening), ("moved", moving)):
        result = done.result
        if result.failures:
            message = f"cases {name}: answers other than 2xx: {result.failures}"
            raise SystemExit(message)
        console.print(
            f"Cases {name}, end to end with the decade loaded: {result.rate:,.0f} per s (budget 300), "
            f"p50 {result.percentile(0.5):.0f}, p99 {result.percentile(0.99):.0f} ms, "
            f"{done.cpu_ms:.1f} ms of CPU each"
        )
    console.print(METHOD)


async def bench(cases: int, writes: int) -> None:
    """Run this bench alone."""
    with tempfile.TemporaryDirectory(prefix="saphan-bench-") as folder:
        os.chmod(folder, 0o711)  # noqa: PTH101 - once, before anything runs: as root the database is another user
        async with running(Path(folder)) as stack:
            await measured(stack, cases, writes, Console(width=120))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=COUNT, help="cases of the decade")
    parser.add_argument("--writes", type=int, default=1_000, help="cases opened and moved")
    options = parser.parse_args()
    asyncio.run(bench(options.cases, options.writes))
