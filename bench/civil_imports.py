"""Benchmark of an import of old register books: entries of a fixed seed through the use case into PostgreSQL."""

import argparse
import asyncio
import io
import os
import random
import tempfile
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

import orjson
from rich.console import Console
from rich.table import Table
from sqlalchemy import text

from bench import vital
from bench.names import ENDING, FAMILY, GIVEN, ROOTS
from chassis.imports.file_body import NDJSON, Received
from chassis.postgres.database import create_engine, migrate
from chassis.postgres.embedded import EmbeddedPostgres
from chassis.unit.units import Units
from contracts.catalogue import Catalogue
from contracts.national.civil.event_import_report import EventImportReport
from contracts.organisations import OfficeFacts, Organisations
from contracts.seats import Seat, Standing
from contracts.voucher import Caller
from services.civil_registration.domain.kinds import EventKind
from services.civil_registration.domain.vital_statistics import By
from services.civil_registration.store import vital_statistics
from services.civil_registration.usecases.asking import Asker
from services.civil_registration.usecases.imports.verbs import import_events
from services.civil_registration.wire.imports import EventImportOptions

ROWS: Final = 20_000
SEED: Final = 16
OFFICE: Final = Seat("registrar", "0101")
TWICE: Final = 20  # one entry of so many stands in the book again, under another number
METHOD: Final = """Method. The use case and its pool process against PostgreSQL of its own (fsync on), without HTTP and
gateway; one file, one transaction. CPU is that of use case and pool, without
PostgreSQL's. Each entry is a birth with child, mother and father by name; one of 20
stands there twice, and each second one has to be found. The register is filled before by bench/vital.py."""
_DAYS: Final = 3_650


def rows(count: int) -> Iterator[dict[str, Any]]:  # Any: ImportedEvent documents
    """Yield births of ten years, as an old book has them; some stand there twice."""
    dice = random.Random(SEED)  # the same book each time
    entry = _entry(dice)
    for number in range(1, count + 1):
        if number % TWICE:
            entry = _entry(dice)
        yield {"number": f"{number}/ທບ", **entry}


def _entry(dice: random.Random) -> dict[str, Any]:  # Any: as above
    born = date(2006, 1, 1) + timedelta(days=dice.randrange(_DAYS))
    mother = {"value": str(born.year - dice.randint(16, 45)), "precision": "year"}
    family = _family(dice)
    return {
        "registeredOn": (born + timedelta(days=dice.randrange(60))).isoformat(),
        "birth": {
            "occurredOn": born.isoformat(),
            "place": "0101",
            "birthType": "single",
            "attendant": dice.choice(("midwife", "physician", "traditionalBirthAttendant")),
            "child": {"name": _name(dice, family), "sex": dice.choice(("female", "male"))},
            "mother": {"name": _name(dice, _family(dice)), "birthDate": mother, "residence": "0101"},
            "father": {"name": _name(dice, family)},
        },
    }


def _family(dice: random.Random) -> str:
    return dice.choice(FAMILY) + dice.choice(ROOTS)


def _name(dice: random.Random, family: str) -> dict[str, str]:
    return {"use": "legal", "text": f"{dice.choice(GIVEN)}{dice.choice(ENDING)} {family}", "script": "lao"}


def _asker() -> Asker:
    office = OfficeFacts(OFFICE, "registrar-office", "district", "ເມືອງ", "District", place="0101")
    standing = Standing(OFFICE, office.kind, office.level)
    caller = Caller(
        member=OFFICE.member,
        kind="registrar",
        rights=frozenset(),
        standing=standing,
        system="bench",
        officer=None,
        purpose="vitalRegistration",
        agreement="agr_bench",
    )
    return Asker(caller, Organisations.of(1, [], [office]), Catalogue.load().code_lists)


async def imported(units: Units, content: bytes, **options: bool) -> tuple[EventImportReport, float, float]:
    """Import the file; return its report, the seconds, and those of the CPU."""
    wanted = EventImportOptions(source="bench", kind=EventKind.BIRTH, **options)  # type: ignore[arg-type]  # only booleans
    began, before = time.perf_counter(), sum(os.times()[:4])
    async with units.open() as unit:
        report = await import_events(unit, _asker(), Received(io.BytesIO(content), NDJSON), wanted)
    return report, time.perf_counter() - began, sum(os.times()[:4]) - before


async def bench(count: int, events: int = 0) -> None:
    """Import, import again, count, withdraw; print."""
    table = Table(title=f"Import of {count:,} entries of old books into a register of {events:,} births")
    for column in ("file", "rows per s", "CPU µs a row", "flagged", "status"):
        table.add_column(column, justify="left" if column in {"file", "status"} else "right")
    content = b"".join(orjson.dumps(row) + b"\n" for row in rows(count))
    with tempfile.TemporaryDirectory(prefix="saphan-bench-") as folder:
        os.chmod(folder, 0o711)  # noqa: PTH101 - once, before anything runs: as root the database is another user
        with EmbeddedPostgres(Path(folder) / "postgres") as server:
            server.create_database("civil")
            url = server.url("civil")
            await migrate(url, "services.civil_registration.migrations")
            if events:
                await vital.load(url.replace("+asyncpg", ""), events)
            units = Units(create_engine(url))
            for name, options in (
                ("dry run", {"dry_run": True}),
                ("all rows right", {}),
                ("the same again", {}),
                ("withdrawn", {"withdraw": True}),
                ("once more", {}),
            ):
                report, seconds, cpu = await imported(units, content, **options)
                speed, each = f"{report.rows / seconds:,.0f}", f"{cpu / report.rows * 1e6:.0f}"
                table.add_row(name, speed, each, f"{await _flagged(units):,}", report.status)
            await _count(units, table)
            await units.engine.dispose()
    console = Console(width=120)
    console.print(table)
    console.print(METHOD)


async def _flagged(units: Units) -> int:
    """Return how many entries wait for somebody to say whether they are another."""
    asked = "select count(*) from civil_events where flags && array['potentialDuplicate'] and state = 'registered'"
    async with units.engine.connect() as connection:
        return int((await connection.execute(text(asked))).scalar_one())


async def _count(units: Units, table: Table) -> None:
    async with units.engine.connect() as connection:
        await (await connection.execution_options(isolation_level="AUTOCOMMIT")).execute(text("vacuum analyze"))
    async with units.open() as unit:
        began = time.perf_counter()
        by = (By.MONTH, By.DISTRICT, By.SEX)
        cells = await vital_statistics.counted(unit, EventKind.BIRTH, date(2006, 1, 1), date(2015, 12, 31), by, None)
        spent = f"{(time.perf_counter() - began) * 1000:.0f} ms"
        table.add_row("statistics of ten years", spent, "", "", f"{len(cells)} cells")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--events", type=int, default=0, help="births in the register before")
    options = parser.parse_args()
    asyncio.run(bench(options.rows, options.events))
