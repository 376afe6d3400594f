"""Benchmark of an import: a file of cases, from a fixed seed, through the gateway into the registry."""

import argparse
import asyncio
import os
import random
import tempfile
import time
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

import aiohttp
import orjson
import psutil
from rich.console import Console
from rich.table import Table

from bench.stack import Stack, running
from chassis.client.exchange_client import Credentials, ExchangeClient
from cli.data_folder import DataFolder
from contracts.identifiers import new_id
from evidence.digests import content_digest

ROWS: Final = 20_000
SEED: Final = 6
COURT: Final = "psc-case-system"
_RECORDS: Final = 15  # of a whole case: it, 3 numbers, 4 people, 3 charges, proceedings, 2 hearings, a decision
_GIVEN: Final = ("ບຸນມີ", "ຄຳ", "ສົມຈິດ", "ແກ້ວ", "ນ້ອຍ", "ວຽງໄຊ", "ຈັນທາ", "ພອນ", "ມະນີ", "ສີສະຫວາດ", "ອຳພອນ", "ດາວ")
_FAMILY: Final = ("ແກ້ວມະນີ", "ສີດາ", "ວົງສະຫວັນ", "ພົມມະຈັນ", "ໄຊຍະວົງ", "ຫຼວງລາດ", "ສຸວັນນະ", "ອິນທະວົງ", "ຈັນທະລາ")
_STATUS: Final = ("reported", "charged", "inTrial", "judgedFirstInstance", "final", "closed")
_DAYS: Final = 3_650
_PENAL_CODE: Final = date(2018, 11, 1)  # validFrom in the code list: acts before it are of the old law


def rows(count: int, *, wrong_each: int | None = None) -> Iterator[dict[str, Any]]:  # Any: ImportedCase documents
    """Yield cases of ten years with one to seven people each; every `wrong_each`-th has an unknown place."""
    dice = random.Random(SEED)  # the same register each time
    for number in range(1, count + 1):
        opened = date(2010, 1, 1) + timedelta(days=dice.randrange(_DAYS))
        people = [
            {"name": {"use": "legal", "text": f"{dice.choice(_GIVEN)} {dice.choice(_FAMILY)}", "script": "lao"}}
            | {"role": role}
            for role in ("accused", *["witness"] * dice.randrange(7))
        ]
        wrong = wrong_each is not None and number % wrong_each == 0
        yield {
            "number": f"{number}/ປກສ.ນວ",
            "title": f"ຄະດີອາຍາ ເລກທີ {number}",
            "category": "criminal",
            "place": "9999" if wrong else "0101",
            "openedOn": opened.isoformat(),
            "status": dice.choice(_STATUS),
            "statusOn": (opened + timedelta(days=dice.randrange(200))).isoformat(),
            "participants": people,
        }


def whole_rows(count: int) -> Iterator[dict[str, Any]]:  # Any: same
    """Yield judged criminal cases of a court with all that belongs to them: 15 records each, beside the history."""
    for number, row in enumerate(rows(count), start=1):
        opened = date.fromisoformat(row["openedOn"])
        later = [(opened + timedelta(days=days)).isoformat() for days in (10, 40, 50, 60)]
        people = [row["participants"][0] | {"role": "convict"}] + [row["participants"][0] | {"role": "witness"}] * 3
        act = {"value": opened.isoformat(), "precision": "day"}
        article = {"edition": "penalLaw2005", "committedOn": act, "article": "117"}
        if opened >= _PENAL_CODE:
            article["edition"] = "penalCode2017"
        charge = {"participantPlace": 0, "article": article, "text": "ລັກຊັບ", "filedOn": later[0], "result": "guilty"}
        hearings = [
            {"kind": "trial", "status": "held", "room": "2A", "startsAt": f"{later[1]}T{since}:00+07:00"}
            | {"endsAt": f"{later[1]}T{until}:00+07:00"}
            for since, until in (("09:00", "11:00"), ("13:30", "15:30"))
        ]
        panel = [
            {"judgeId": f"J-{place}", "name": "ສົມຈິດ ວົງສະຫວັນ", "role": "member" if place else "presiding"}
            for place in range(3)
        ]
        yield row | {
            "status": "judgedFirstInstance",
            "statusOn": later[3],
            "participants": people,
            "numbers": [
                {"by": {"member": member, "office": "hq"}, "number": f"{number}/{member}"}
                for member in ("police", "ospp")
            ],
            "charges": [charge | {"decidedOn": later[3]}] * 3,
            "proceedings": [
                {
                    "level": "firstInstance",
                    "startedOn": later[0],
                    "panel": panel,
                    "hearings": hearings,
                    "decisions": [{"kind": "judgment", "decidedOn": later[3]}],
                }
            ],
        }


async def imported(
    stack: Stack,
    content: bytes,
    source: str,
    query: Mapping[str, str] | None = None,
    *,
    client: ExchangeClient | None = None,
) -> tuple[dict[str, Any], float, float]:
    """Import the file; return its report, seconds, and CPU seconds of the registry with its worker."""
    query_string = "&".join(f"{name}={value}" for name, value in ({"source": source} | dict(query or {})).items())
    headers = {"Content-Type": "application/x-ndjson", "Content-Digest": content_digest(content)}
    before, began = _cpu_s(stack.service), time.perf_counter()
    answer = await (client or stack.client).request(
        "POST",
        f"/case-registry/v1/imports?{query_string}",
        body=content,
        idempotency_key=new_id("key"),
        headers=headers,
    )
    seconds = time.perf_counter() - began
    if not answer.ok:
        raise RuntimeError(answer.body.decode())
    return answer.json(), seconds, _cpu_s(stack.service) - before


async def report(stack: Stack, count: int = ROWS) -> Table:
    """Return the table of imports; the gateway has to forward to the real registry."""
    table = Table(title=f"Import of {count:,} cases, through the gateway, in one call")
    for column in ("file", "rows per s", "registry CPU µs a row", "status"):
        table.add_column(column, justify="left" if column in {"file", "status"} else "right")
    right = b"".join(orjson.dumps(row) + b"\n" for row in rows(count))
    wrong = b"".join(orjson.dumps(row) + b"\n" for row in rows(count, wrong_each=3))
    for name, content, query, status in (
        ("dry run", right, {"dryRun": "true"}, "checked"),
        ("all rows right", right, {}, "imported"),
        ("the same again", right, {}, "imported"),
        ("one row in three wrong", wrong, {"dryRun": "true"}, "checkedWithFaults"),
    ):
        _add(table, name, status, *await imported(stack, content, "bench", query))
    whole = b"".join(orjson.dumps(row) + b"\n" for row in whole_rows(max(1, count // 5)))
    async with aiohttp.ClientSession() as session:
        court = ExchangeClient(Credentials.read(DataFolder(stack.data).sandbox / f"{COURT}.json"), session)
        outcome = await imported(stack, whole, "bench", client=court)
        _add(table, f"whole cases, {_RECORDS} records each", "imported", *outcome)
    return table


def _add(table: Table, name: str, status: str, outcome: Mapping[str, Any], seconds: float, cpu: float) -> None:
    # a file that the registry refuses costs less than one that it takes: its figure would mislead
    if outcome["status"] != status:
        message = f"{name}: {outcome['status']}, not {status}: {outcome['faults'][:3]}"
        raise SystemExit(message)
    read = outcome["rows"]
    table.add_row(name, f"{read / seconds:,.0f}", f"{cpu / read * 1e6:.0f}", outcome["status"])


def _cpu_s(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system + times.children_user + times.children_system)


async def bench(count: int) -> None:
    """Start the system, import, print."""
    with tempfile.TemporaryDirectory(prefix="saphan-bench-") as folder:
        os.chmod(folder, 0o711)  # noqa: PTH101 - once, before anything runs: as root the database is another user
        async with running(Path(folder)) as stack:
            await stack.lead_to(stack.service_port)
            Console(width=120).print(await report(stack, count))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=ROWS)
    asyncio.run(bench(parser.parse_args().rows))
