"""Benchmark of the civil register with millions of births: work list, search, look-up, declarations, registrations.

`python -m bench.civil` runs it; `--keep FOLDER` leaves the filled database there for the next run.
"""

import argparse
import asyncio
import os
import random
import statistics
import tempfile
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

import asyncpg
import orjson
from multidict import CIMultiDict
from rich.console import Console
from rich.table import Table

from bench import vital
from bench.desks import DESKS, Stand, standing
from bench.driver import Result, drive, request
from bench.names import ENDING, FAMILY, GIVEN, ROOTS
from chassis.client.exchange_client import ExchangeClient
from contracts.identifiers import new_id

PREFIX: Final = "/civil-registration/v1"
COUNT: Final = 2_000_000
CONNECTIONS: Final = 16
ASKED: Final = 100
METHOD = """Method. The births are made by bench/vital.py with a fixed seed and copied into the register's tables. Every
call goes through the gateway (token, proof, policy, schemas, ledger) to the real service, each in a process of its own,
on the same cores as the database; reads one after another, writes in a closed loop of 16 connections from eight
offices, with proofs and signatures made before the clock starts. CPU is that of gateway, register and database
together, from the kernel's accounting."""


@dataclass(frozen=True, slots=True)
class Row:
    """One measured question, with what it may cost."""

    name: str
    times_ms: Sequence[float]
    cpu_ms: float
    budget_ms: float | None

    def p95(self) -> float:
        """Return the time that 95 of 100 answers stayed under."""
        ordered = sorted(self.times_ms)
        return ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))]


async def asks(stand: Stand, name: str, paths: Iterable[tuple[ExchangeClient, str]], budget_ms: float) -> Row:
    """Ask one question after another, and time the answers."""
    times, before = list[float](), stand.cpu_s()
    for client, path in paths:
        began = time.perf_counter()
        answer = await client.request("GET", PREFIX + path)
        times.append(1000 * (time.perf_counter() - began))
        if not answer.ok:
            message = f"{path}: {answer.status} {answer.body[:300]!r}"
            raise SystemExit(message)
    return Row(name, times, 1000 * (stand.cpu_s() - before) / len(times), budget_ms)


async def verifies(stand: Stand, budget_ms: float) -> Row:
    """Verify births by number and day, one after another; each is a hit, since guesses are limited."""
    connection = await asyncpg.connect(stand.register_url)
    known = await connection.fetch(
        "select registration_number, occurred_on from civil_events"
        " where state = 'registered' and kind = 'birth' limit $1",
        ASKED,
    )
    await connection.close()
    times, before = list[float](), stand.cpu_s()
    for place, each in enumerate(known):
        born = {"value": each["occurred_on"].isoformat(), "precision": "day"}
        body = {"kind": "birth", "registrationNumber": each["registration_number"], "birthDate": born}
        began = time.perf_counter()
        answer = await stand.desks[place % DESKS].request(
            "POST", f"{PREFIX}/verifications", json=body, idempotency_key=new_id("key")
        )
        times.append(1000 * (time.perf_counter() - began))
        if not answer.ok or not answer.json()["verified"]:
            message = f"{body}: {answer.status} {answer.body[:300]!r}"
            raise SystemExit(message)
    return Row("verify a birth by number and day", times, 1000 * (stand.cpu_s() - before) / len(times), budget_ms)


async def read(stand: Stand) -> list[Row]:
    """Ask what desks ask all day."""
    chance = random.Random(vital.SEED)
    given = [chance.choice(GIVEN) + chance.choice(ENDING) for _ in range(ASKED)]
    whole = [f"{name} {chance.choice(FAMILY)}{chance.choice(ROOTS)}" for name in given]
    connection = await asyncpg.connect(stand.register_url)
    known = await connection.fetch("select event_id, tracking_id from civil_events limit 5000")
    keys = await connection.fetch("select key from civil_numbers where type = 'citizenId' limit 5000")
    own = await connection.fetch(
        "select event_id from civil_events where registrar_office = any($1::text[]) limit 500", list(stand.offices)
    )
    await connection.close()

    def at_desks(paths: Iterable[str]) -> list[tuple[ExchangeClient, str]]:
        return [(stand.desks[n % DESKS], path) for n, path in enumerate(paths)]

    def of_keeper(paths: Iterable[str]) -> list[tuple[ExchangeClient, str]]:
        return [(stand.keeper, path) for path in paths]

    numbers = [each["key"] for each in chance.sample(keys, min(ASKED, len(keys)))]
    tracked = [each["tracking_id"] for each in chance.sample(known, min(ASKED, len(known)))]
    read_back = [each["event_id"] for each in chance.sample(own, min(ASKED, len(own)))]
    half_year = (vital.BEGAN + timedelta(days=1_800), vital.BEGAN + timedelta(days=1_980))
    await _awaited(stand)
    await asks(stand, "warm-up", at_desks(["/events", "/queues"] * 20), 0)
    return [
        await asks(stand, "work list: what is due", at_desks(["/events?order=due"] * ASKED), 20),
        await asks(stand, "work list: the newest", at_desks(["/events"] * ASKED), 20),
        await asks(stand, "work list: declared", at_desks(["/events?state=declared"] * ASKED), 20),
        await asks(stand, "work list: late", at_desks(["/events?flag=late&order=due"] * ASKED), 20),
        await asks(
            stand,
            "list of half a year, years ago",
            at_desks([f"/events?from={half_year[0]}&to={half_year[1]}"] * ASKED),
            20,
        ),
        await asks(stand, "queues of an office", at_desks(["/queues"] * ASKED), 20),
        await asks(stand, "search by a given name", at_desks(f"/events?name={quote(name)}" for name in given), 20),
        await asks(stand, "search by a whole name", at_desks(f"/events?name={quote(name)}" for name in whole), 20),
        await asks(
            stand, "look-up by a person's number", of_keeper(f"/events?identifier={key}" for key in numbers), 10
        ),
        await asks(stand, "look-up by tracking number", of_keeper(f"/events?trackingId={key}" for key in tracked), 10),
        await verifies(stand, 10),
        await asks(stand, "event by id", [(stand.keeper, f"/events/{each}") for each in read_back], 10),
        await asks(stand, "whole country: the newest", of_keeper(["/events"] * ASKED), 20),
        await asks(stand, "whole country: a whole name", of_keeper(f"/events?name={quote(n)}" for n in whole), 20),
        await asks(stand, "whole country: queues", of_keeper(["/queues"] * 20), 100),
        await asks(stand, "what has changed, from the beginning", at_desks(["/event-changes?limit=100"] * ASKED), 20),
    ]


async def _awaited(stand: Stand) -> None:
    """Return when the register has learnt of the offices."""
    for _ in range(60):
        if (await stand.desks[0].request("GET", f"{PREFIX}/queues")).ok:
            return
        await asyncio.sleep(1)


def _birth(number: int, office: str) -> bytes:
    chance = random.Random(number)
    family = chance.choice(FAMILY) + chance.choice(ROOTS)

    def name() -> dict[str, str]:
        given = chance.choice(GIVEN) + chance.choice(ENDING)
        return {"use": "legal", "text": f"{given} {family}", "given": given, "family": family, "script": "lao"}

    facts: dict[str, Any] = {  # Any: JSON
        "occurredOn": (date.today() - timedelta(days=2)).isoformat(),  # noqa: DTZ011 - some day before today
        "place": office,
        "birthType": "single",
        "attendant": "midwife",
        "registrar": {"member": vital.MEMBER, "office": office},
        "ownNumber": f"bench-{number}",
        "child": {"name": name(), "sex": "female"},
        "mother": {
            "name": name(),
            "birthDate": {"value": "1998-04-09", "precision": "day"},
            "maritalStatus": "married",
            "residence": office,
        },
    }
    return orjson.dumps(facts)


async def _ready(stand: Stand, calls: Iterable[tuple[int, str, bytes, dict[str, str]]]) -> list[bytes]:
    """Return signed requests of the desks: who calls, where, with what, and which version it has read."""
    ready, tokens = list[bytes](), [await desk.token("vitalRegistration") for desk in stand.desks]
    for desk, path, body, more in calls:
        stated = CIMultiDict({"Content-Type": "application/json", "Idempotency-Key": new_id("key"), **more})
        proven = stand.desks[desk].signed("POST", path, stated, body, tokens[desk])
        headers = {**stated, **proven}
        headers.pop("Content-Type")  # the driver states it
        ready.append(request("POST", path, stand.port, headers, body))
    return ready


async def written(stand: Stand, count: int) -> list[tuple[str, Result, float]]:
    """Declare and register so many births at saturation, and register as many at half of that rate."""
    births: list[tuple[int, str, bytes, dict[str, str]]] = [
        (n % DESKS, f"{PREFIX}/births", _birth(n, stand.offices[n % DESKS]), {}) for n in range(2 * count)
    ]
    done = [await _driven(stand, "declared", await _ready(stand, births))]
    connection = await asyncpg.connect(stand.register_url)
    declared = await connection.fetch(
        "select event_id, registrar_office from civil_events where state = 'declared' and declared_by = $1"
        " order by declared_at desc limit $2",
        vital.MEMBER,
        2 * count,
    )
    await connection.close()
    calls = [
        (
            stand.offices.index(each["registrar_office"]),
            f"{PREFIX}/events/{each['event_id']}/registration",
            b"{}",
            {"If-Match": '"1"'},
        )
        for each in declared
    ]
    done.append(await _driven(stand, "registered", await _ready(stand, calls[:count])))
    half = done[-1][1].rate / 2
    done.append(await _driven(stand, "registered at half load", await _ready(stand, calls[count:]), half))
    return done


async def _driven(
    stand: Stand, name: str, ready: Sequence[bytes], rate: float | None = None
) -> tuple[str, Result, float]:
    before = stand.cpu_s()
    result = await drive(stand.port, ready, connections=CONNECTIONS, rate=rate)
    if result.failures:
        message = f"births {name}: answers other than 2xx: {result.failures}"
        raise SystemExit(message)
    return name, result, 1000 * (stand.cpu_s() - before) / len(ready)


def table(rows: Sequence[Row], events: int) -> Table:
    """Return the rows as a table."""
    shown = Table(title=f"The civil register with {events:,} events in it, through the gateway")
    for column in ("question", "asked", "p50 ms", "p95 ms", "slowest ms", "CPU ms", "budget ms"):
        shown.add_column(column, justify="left" if column == "question" else "right")
    for row in rows:
        budget = "" if row.budget_ms is None else f"{row.budget_ms:.0f}"
        figures = (statistics.median(row.times_ms), row.p95(), max(row.times_ms), row.cpu_ms)
        shown.add_row(row.name, str(len(row.times_ms)), *(f"{figure:.1f}" for figure in figures), budget)
    return shown


async def filled(url: str, events: int, console: Console) -> None:
    """Fill the register unless it is filled."""
    if await _events_in(url) == 0:
        began = time.perf_counter()
        counts = await vital.load(url, events)
        told = ", ".join(f"{count:,} {name.replace('_', ' ')}" for name, count in counts.items())
        console.print(f"· made and copied in {time.perf_counter() - began:.0f} s: {told}")


async def _events_in(url: str) -> int:
    connection = await asyncpg.connect(url)
    try:
        return int(await connection.fetchval("select count(*) from civil_events"))
    finally:
        await connection.close()


async def measured(stand: Stand, writes: int, console: Console) -> None:
    """Measure what is read and written, and print it."""
    console.print(table(await read(stand), await _events_in(stand.register_url)))
    for name, result, cpu_ms in await written(stand, writes):
        console.print(
            f"Births {name} by {DESKS} offices: {result.rate:,.0f} per s, p50 {result.percentile(0.5):.0f}, "
            f"p95 {result.percentile(0.95):.0f}, p99 {result.percentile(0.99):.0f} ms, {cpu_ms:.1f} ms of CPU each"
        )
    console.print(METHOD)


async def bench(events: int, writes: int, keep: Path | None) -> None:
    """Run this bench alone."""
    with tempfile.TemporaryDirectory(prefix="saphan-bench-") as temporary:
        folder = keep or Path(temporary)
        folder.mkdir(exist_ok=True)
        os.chmod(folder, 0o711)  # noqa: PTH101 - once, before anything runs: as root the database is another user
        console = Console(width=120)
        async with standing(folder, lambda url: filled(url, events, console)) as stand:
            await measured(stand, writes, console)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=COUNT, help="births in the register")
    parser.add_argument("--writes", type=int, default=1_000, help="births declared and registered")
    parser.add_argument("--keep", type=Path, help="a folder in which the filled database stays")
    options = parser.parse_args()
    asyncio.run(bench(options.events, options.writes, options.keep))
