"""Benchmark of an import of old register books: entries of a fixed seed through the use case into PostgreSQL."""

import argparse
import asyncio
import io
import os
import random
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

import orjson
from rich.console import Console
from rich.table import Table
from sqlalchemy import text

from chassis.imports.file_body import NDJSON, Received
from chassis.postgres.database import create_engine, migrate
from chassis.postgres.embedded import EmbeddedPostgres
from chassis.unit.units import Units
from contracts.catalogue import Catalogue
from contracts.national.civil.event_import_report import EventImportReport
from contracts.organisations import OfficeFacts, Organisations
from contracts.seats import Seat, Standing
from contracts.subject_keys import KEY_BYTES, SubjectKeys
from contracts.voucher import Caller
from services.civil_registration.domain.kinds import EventKind
from services.civil_registration.domain.vital_statistics import By
from services.civil_registration.store import vital_statistics
from services.civil_registration.usecases.asking import Asker
from services.civil_registration.usecases.imports.verbs import import_events
from services.civil_registration.wire.imports import ImportOptions

ROWS: Final = 20_000
SEED: Final = 16
OFFICE: Final = Seat("registrar", "0101")
METHOD: Final = """Method. The use case and its pool process against PostgreSQL of its own (fsync on), without HTTP and
gateway; one file, one transaction. CPU is that of use case and pool, without
PostgreSQL's. Each entry is a birth with child, mother and father by name."""
_GIVEN: Final = ("ບຸນມີ", "ຄຳ", "ສົມຈິດ", "ແກ້ວ", "ນ້ອຍ", "ວຽງໄຊ", "ຈັນທາ", "ພອນ", "ມະນີ", "ສີສະຫວາດ", "ອຳພອນ", "ດາວ")
_FAMILY: Final = ("ແກ້ວມະນີ", "ສີດາ", "ວົງສະຫວັນ", "ພົມມະຈັນ", "ໄຊຍະວົງ", "ຫຼວງລາດ", "ສຸວັນນະ", "ອິນທະວົງ", "ຈັນທະລາ")
_DAYS: Final = 3_650
_KEYS: Final = SubjectKeys(bytes(KEY_BYTES))


def rows(count: int) -> Iterator[dict[str, Any]]:  # Any: ImportedEvent documents
    """Yield births of ten years, as an old book has them."""
    dice = random.Random(SEED)  # the same book each time
    for number in range(1, count + 1):
        born = date(2006, 1, 1) + timedelta(days=dice.randrange(_DAYS))
        mother = {"value": str(born.year - dice.randint(16, 45)), "precision": "year"}
        yield {
            "number": f"{number}/ທບ",
            "registeredOn": (born + timedelta(days=dice.randrange(60))).isoformat(),
            "birth": {
                "occurredOn": born.isoformat(),
                "place": "0101",
                "birthType": "single",
                "attendant": dice.choice(("midwife", "physician", "traditionalBirthAttendant")),
                "child": {"name": _name(dice), "sex": dice.choice(("female", "male"))},
                "mother": {"name": _name(dice), "birthDate": mother, "residence": "0101"},
                "father": {"name": _name(dice)},
            },
        }


def _name(dice: random.Random) -> dict[str, str]:
    return {"use": "legal", "text": f"{dice.choice(_GIVEN)} {dice.choice(_FAMILY)}", "script": "lao"}


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
    wanted = replace(ImportOptions("bench", EventKind.BIRTH), **options)  # type: ignore[arg-type]  # only booleans
    began, before = time.perf_counter(), sum(os.times()[:4])
    async with units.open() as unit:
        report = await import_events(unit, _asker(), Received(io.BytesIO(content), NDJSON), wanted, _KEYS)
    return report, time.perf_counter() - began, sum(os.times()[:4]) - before


async def bench(count: int) -> None:
    """Import, import again, count, withdraw; print."""
    table = Table(title=f"Import of {count:,} entries of old books")
    for column in ("file", "rows per s", "CPU µs a row", "status"):
        table.add_column(column, justify="left" if column in {"file", "status"} else "right")
    content = b"".join(orjson.dumps(row) + b"\n" for row in rows(count))
    with tempfile.TemporaryDirectory(prefix="saphan-bench-") as folder:
        os.chmod(folder, 0o711)  # noqa: PTH101 - once, before anything runs: as root the database is another user
        with EmbeddedPostgres(Path(folder) / "postgres") as server:
            server.create_database("civil")
            url = server.url("civil")
            await migrate(url, "services.civil_registration.migrations")
            units = Units(create_engine(url))
            for name, options in (
                ("dry run", {"dry_run": True}),
                ("all rows right", {}),
                ("the same again", {}),
                ("withdrawn", {"withdraw": True}),
                ("once more", {}),
            ):
                report, seconds, cpu = await imported(units, content, **options)
                table.add_row(name, f"{report.rows / seconds:,.0f}", f"{cpu / report.rows * 1e6:.0f}", report.status)
            await _count(units, table)
            await units.engine.dispose()
    console = Console(width=120)
    console.print(table)
    console.print(METHOD)


async def _count(units: Units, table: Table) -> None:
    async with units.engine.connect() as connection:
        await (await connection.execution_options(isolation_level="AUTOCOMMIT")).execute(text("vacuum analyze"))
    async with units.open() as unit:
        began = time.perf_counter()
        by = (By.MONTH, By.DISTRICT, By.SEX)
        cells = await vital_statistics.counted(unit, EventKind.BIRTH, date(2006, 1, 1), date(2015, 12, 31), by, None)
        spent = f"{(time.perf_counter() - began) * 1000:.0f} ms"
        table.add_row("statistics of ten years", spent, "", f"{len(cells)} cells")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=ROWS)
    asyncio.run(bench(parser.parse_args().rows))
