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
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import quote, urlencode

import aiohttp
import asyncpg
import orjson
from multidict import CIMultiDict
from rich.console import Console
from rich.table import Table
from sqlalchemy import Boolean

from bench import bodies, decade
from bench.books import ENDED, SEED, Books
from bench.driver import Result, drive, request
from bench.names import FAMILY, GIVEN
from bench.stack import CASES, Stack, running
from chassis.client.exchange_client import Credentials, ExchangeClient
from chassis.postgres.statements import table_of
from cli.data_folder import DataFolder
from contracts.identifiers import new_id
from services.case_registry.models.cases import CaseNumberRow, CaseRow
from services.case_registry.models.hand_overs import HandOverRow
from services.case_registry.models.history import CaseHistoryRow
from services.case_registry.models.participants import (
    CustodyRow,
    ParticipantNameRow,
    ParticipantRoleRow,
    ParticipantRow,
)
from services.case_registry.models.prosecution import ProsecutorFileRow
from services.case_registry.models.stays import StayRow

COUNT: Final = 100_000
PREFIX: Final = "/case-registry/v1"
CONNECTIONS: Final = 16
# parents before their children
ORDER: Final = (
    *(CaseRow, CaseNumberRow, CaseHistoryRow, HandOverRow, ParticipantRow, ParticipantRoleRow),
    *(ParticipantNameRow, CustodyRow, ProsecutorFileRow, StayRow),
)
METHOD = """Method. The decade is made by bench/decade.py with a fixed seed and copied into the registry's tables; each
history follows the table of moves, fact by fact. Every call below goes through the gateway (token, proof, policy,
schemas, ledger) to the real service, on the same two cores as the database; reads one after another, writes in a closed
loop of 16 connections with proofs and signatures made before the clock starts."""


@dataclass(frozen=True, slots=True)
class Row:
    """One measured question, with what it may cost."""

    name: str
    times_ms: Sequence[float]
    budget_ms: float | None = None

    def share(self, of: float) -> float:
        """Return the time that this share of the answers stayed under."""
        ordered = sorted(self.times_ms)
        return ordered[min(len(ordered) - 1, int(of * len(ordered)))]


async def load(url: str, cases: int) -> Mapping[str, int]:
    """Copy a decade into the registry's database; return how many rows each table has got."""
    connection = await asyncpg.connect(url)
    # documents come as Python objects; binary, as COPY wants it: a version byte and the text
    await connection.set_type_codec(
        "jsonb", schema="pg_catalog", format="binary", encoder=lambda v: b"\x01" + orjson.dumps(v), decoder=bytes
    )
    counts: Counter[str] = Counter()
    try:
        for rows in decade.batches(cases):
            async with connection.transaction():
                for table in map(table_of, ORDER):
                    columns = [column.name for column in table.columns]
                    unsaid = [False if isinstance(c.type, Boolean) and not c.nullable else None for c in table.columns]
                    records = [tuple(map(row.get, columns, unsaid)) for row in rows.tables[table.name]]
                    await connection.copy_records_to_table(table.name, records=records, columns=columns)
                    counts[table.name] += len(records)
        # as the relay would have placed them
        await connection.execute("""
            insert into changes (topic, id, place)
            select 'la.gov.justice.case', case_id, nextval('changes_place')
            from (select case_id from cases order by 1) c
        """)
        await connection.execute("vacuum analyze")
    finally:
        await connection.close()
    return counts


async def asked(client: ExchangeClient, name: str, paths: Sequence[str], budget_ms: float | None = None) -> Row:
    """Ask one question after another and time the answers."""
    times = []
    for path in paths:
        began = time.perf_counter()
        answer = await client.request("GET", PREFIX + path)
        times.append(1000 * (time.perf_counter() - began))
        if not answer.ok:
            message = f"{name}: {answer.status} {answer.body[:300]!r}"
            raise SystemExit(message)
    return Row(name, times, budget_ms)


def registers(name: str = "registers/monthly", /, **query: str) -> str:
    """Return the path of a register."""
    return f"/{name}?{urlencode(query)}"


async def figures(
    ospp: ExchangeClient, court: ExchangeClient, pick: Callable[[Callable[[str, str], str], int], list[str]]
) -> list[Row]:
    """Ask for figures of work and for what waits."""
    return [
        await asked(
            ospp,
            "criminal work, one office and year",
            pick(lambda o, y: registers("registers/criminal-work", member="ospp", office=o, year=y), 60),
            50,
        ),
        await asked(
            ospp,
            "criminal work, whole country and year",
            pick(lambda _, year: registers("registers/criminal-work", year=year), 20),
            100,
        ),
        await asked(
            court,
            "yearly tables, one court",
            pick(lambda o, y: registers("statistics/yearly", member="psc", office=o, year=y), 60),
            50,
        ),
        await asked(
            court,
            "yearly tables, whole country",
            pick(lambda _, year: registers("statistics/yearly", year=year), 20),
            100,
        ),
        await asked(
            ospp,
            "custody that runs out, one office",
            pick(lambda o, _: f"/custody-expiries?member=ospp&office={o}", 40),
        ),
        await asked(ospp, "work list, one office", pick(lambda o, _: f"/work-list?member=ospp&office={o}", 40)),
    ]


async def read(stack: Stack, session: aiohttp.ClientSession) -> list[Row]:
    """Ask what offices ask all day."""
    chance = random.Random(SEED)
    offices = Books().offices
    years = [str(year) for year in range(2017, ENDED.year + 1)]

    def client(member: str) -> ExchangeClient:
        file = DataFolder(stack.data).sandbox / f"{member}-case-system.json"
        return ExchangeClient(Credentials.read(file), session)

    def pick(make: Callable[[str, str], str], count: int) -> list[str]:
        return [make(chance.choice(offices), chance.choice(years)) for _ in range(count)]

    names = [chance.choice(GIVEN) + chance.choice(("ມີ", "ສີ", "ພອນ", "")) for _ in range(120)]
    names += [chance.choice(FAMILY) for _ in range(80)]
    ospp, court = client("ospp"), client("psc")
    listed = (await court.request("GET", f"{PREFIX}/cases?limit=100")).json()["items"]
    numbers = [case["numbers"][0]["number"] for case in listed]
    await asked(ospp, "warm-up", pick(lambda office, year: registers(member="ospp", office=office, year=year), 10))
    return [
        await asked(
            ospp,
            "register, one office and year",
            pick(lambda o, y: registers(member="ospp", office=o, category="civil", level="firstInstance", year=y), 60),
            50,
        ),
        await asked(
            ospp,
            "register, one office, all categories",
            pick(lambda office, year: registers(member="ospp", office=office, year=year), 60),
            50,
        ),
        await asked(ospp, "register, whole country and year", pick(lambda _, year: registers(year=year), 20), 100),
        *await figures(ospp, court, pick),
        await asked(
            court, "search by folded name", [f"/cases?participantName={quote(name)}&limit=50" for name in names], 30
        ),
        await asked(court, "search by number", [f"/cases?number={quote(number)}" for number in numbers], 10),
        await asked(court, "search by a person's number", ["/cases?identifier=0123456789"] * 60, 10),
        await asked(
            court, "search by a lawyer's name", [f"/cases?lawyerName={quote(name)}" for name in names[:60]], 30
        ),
        await asked(court, "due within a week", ["/deadlines?within=7"] * 40, 50),
        await followed(court, 40),
        await asked(court, "reconciliation of a month", ["/reconciliations?with=ospp&month=2025-03"] * 20),
        await asked(
            court, "front page, one court", pick(lambda o, _: f"/statistics/overview?member=psc&office={o}", 40)
        ),
        await asked(court, "front page, all courts", ["/statistics/overview"] * 10),
    ]


async def followed(client: ExchangeClient, pages: int) -> Row:
    """Follow what changes, page by page from the beginning, and time the answers."""
    times, since = list[float](), ""
    for _ in range(pages):
        began = time.perf_counter()
        answer = await client.request("GET", f"{PREFIX}/case-changes?limit=100{since}")
        times.append(1000 * (time.perf_counter() - began))
        since = f"&since={answer.json()['since']}"
    return Row("what has changed, a page of 100", times, 20)


async def opened(stack: Stack, count: int) -> tuple[Result, list[str]]:
    """Open cases at saturation, and return the ids of cases to be moved."""
    ready = []
    for number in range(count):
        proven = await stack.client.prove("POST", f"{PREFIX}/cases")
        headers = proven.headers() | {"Idempotency-Key": new_id("key")}
        body = bodies.opening(2_000, 900_000 + number)
        ready.append(request("POST", f"{PREFIX}/cases", stack.gateway_port, headers, body))
    result = await drive(stack.gateway_port, ready, connections=CONNECTIONS)
    found: list[str] = []
    cursor = ""
    while len(found) < count:
        answer = await stack.client.request("GET", f"{PREFIX}/cases?status=reported&member=police&limit=200{cursor}")
        page = answer.json()
        found += [item["caseId"] for item in page["items"] if item["numbers"][0]["number"].endswith("ຈທ")]
        if "next" not in page:
            break
        cursor = f"&cursor={page['next']}"
    return result, found[:count]


async def moved(stack: Stack, case_ids: Sequence[str]) -> Result:
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
    return await drive(stack.gateway_port, ready, connections=CONNECTIONS)


def table(rows: Sequence[Row]) -> Table:
    """Return the rows as a table."""
    shown = Table(title="The case registry with a decade in it, through the gateway")
    for column in ("question", "asked", "p50 ms", "p95 ms", "slowest ms", "budget ms"):
        shown.add_column(column, justify="left" if column == "question" else "right")
    for row in rows:
        budget = "" if row.budget_ms is None else f"{row.budget_ms:,.0f}"
        median = statistics.median(row.times_ms)
        worst = max(row.times_ms)
        shown.add_row(
            row.name, str(len(row.times_ms)), f"{median:.0f}", f"{row.share(0.95):.0f}", f"{worst:.0f}", budget
        )
    return shown


async def measured(stack: Stack, cases: int, writes: int, console: Console) -> None:
    """Load the decade, lead the gateway to the real registry, measure, and print."""
    began = time.perf_counter()
    counts = await load(stack.server.url(CASES.database).replace("+asyncpg", ""), cases)
    loaded = ", ".join(f"{count:,} {name.replace('_', ' ')}" for name, count in counts.items())
    console.print(f"· a decade, made and copied in {time.perf_counter() - began:.0f} s: {loaded}")
    await stack.lead_to(stack.service_port)
    async with aiohttp.ClientSession() as session:
        console.print(table(await read(stack, session)))
    opening, case_ids = await opened(stack, writes)
    moving = await moved(stack, case_ids)
    for name, result in (("opened", opening), ("moved", moving)):
        if result.failures:
            message = f"cases {name}: answers other than 2xx: {result.failures}"
            raise SystemExit(message)
        console.print(
            f"Cases {name}, end to end with the decade loaded: {result.rate:,.0f} per s (budget 300), "
            f"p50 {result.percentile(0.5):.0f}, p99 {result.percentile(0.99):.0f} ms"
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
