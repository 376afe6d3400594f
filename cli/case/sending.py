"""Upload of a file to `/imports`, with --partial in parts of some rows, and the report of all its rows."""

import asyncio
import csv
import io
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode

import aiohttp
import orjson
from rich.markup import escape

from chassis.client.exchange_client import ExchangeClient
from chassis.process.secret_files import secret_file
from cli.case.exchanging import Calling, exchanged
from cli.one_exchange import read_credentials
from cli.refusals import Refused
from cli.say import people
from evidence.digests import content_digest

_NDJSON: Final = "application/x-ndjson"
_XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_MEDIA: Final = {".ndjson": _NDJSON, ".jsonl": _NDJSON, ".csv": "text/csv", ".xlsx": _XLSX}
_IMPORTS: Final = "/case-registry/v1/imports"
_COUNTS: Final = ("rows", "imported", "unchanged", "refused", "notKept")
_SHOWN: Final = 20


@dataclass(frozen=True, slots=True)
class Sending:
    """How a file is sent, and where its faults go."""

    credentials: Path
    source: str
    dry_run: bool = False
    partial: bool = False
    part_rows: int = 20_000
    withdraw: bool = False
    errors: Path | None = None
    convert: str | None = None
    office: str | None = None
    officer: str | None = None


def send_file(file: Path, mapping: str | None, how: Sending) -> int:
    """Send the file, print its report as JSON; return 1 when a row is refused. What refuses the call is raised."""
    media = _MEDIA.get(file.suffix.lower())
    if media is None:
        raise Refused(
            f"{file.name}: name NDJSON .ndjson, CSV .csv and a spreadsheet .xlsx.",
            f"{file.name}: ໃຫ້ໃຊ້ນາມສະກຸນ .ndjson, .csv ຫຼື .xlsx.",
        )
    content = _read(file)
    how_read = mapping if mapping is None or mapping.startswith("map_") else _read(Path(mapping))
    report, faults = asyncio.run(_send(content, media, how_read, how))
    if how.errors is not None:
        _write(how.errors, faults)
    for fault in faults[:_SHOWN]:
        place, said = fault.get("column") or fault.get("pointer") or "", fault["message"]
        people.print(f"[red]{fault['row']}[/red] {escape(place)}: {said['en']}")
        people.print(f"  {said['lo']}")
    print(orjson.dumps(report, option=orjson.OPT_INDENT_2).decode())
    return 1 if report["refused"] else 0


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as fault:
        raise Refused(f"Cannot read {file}: {fault.strerror}.", f"ອ່ານ {file} ບໍ່ໄດ້.") from fault


async def _send(
    content: bytes, media: str, mapping: str | bytes | None, how: Sending
) -> tuple[dict[str, Any], list[dict[str, Any]]]:  # Any: an ImportReport and ImportFaults
    async with aiohttp.ClientSession() as session:
        calling = Calling(ExchangeClient(read_credentials(how.credentials), session), how.office, how.officer)
        query = {"source": how.source}
        if isinstance(mapping, bytes):
            kept = await exchanged(calling, "POST", "/case-registry/v1/import-mappings", mapping)
            query["mapping"] = kept.json()["mappingId"]
        elif mapping is not None:
            query["mapping"] = mapping
        asked = (("dryRun", how.dry_run), ("partial", how.partial), ("withdraw", how.withdraw))
        query |= {name: "true" for name, chosen in asked if chosen}
        query |= {"convert": how.convert} if how.convert is not None else {}
        total: dict[str, Any] = {}
        faults: list[dict[str, Any]] = []
        for offset, part in _parts(content, media, how):
            report = await _import(calling, part, media, query)
            faults += [fault | {"row": fault["row"] + offset} async for fault in _faults(calling, report)]
            total = _sum(total, report)
            people.print(f"[dim]{report['importId']}[/dim] {report['status']} {total['imported']}/{total['rows']}")
        return total, faults


def _parts(content: bytes, media: str, how: Sending) -> Iterator[tuple[int, bytes]]:
    """Yield the file, or with --partial its parts, each with the number of lines before it."""
    if media != _NDJSON or not how.partial:  # all or nothing is one import; so is a table with its headings
        yield 0, content
        return
    lines, offset = iter(content.splitlines(keepends=True)), 0
    while part := list(islice(lines, how.part_rows)):
        yield offset, b"".join(part)
        offset += len(part)


async def _import(
    calling: Calling, content: bytes, media: str, query: dict[str, str]
) -> dict[str, Any]:  # Any: an ImportReport document
    headers = {"Content-Type": media, "Content-Digest": content_digest(content)}
    answer = await exchanged(calling, "POST", f"{_IMPORTS}?{urlencode(query)}", content, headers)
    report: dict[str, Any] = answer.json()
    return report


async def _faults(calling: Calling, report: dict[str, Any]) -> AsyncIterator[dict[str, Any]]:  # Any: ImportFaults
    """Yield the faults of every row: a report has the first hundred only."""
    query = {"outcome": "refused", "limit": "200"}
    while report["refused"]:
        answer = await exchanged(calling, "GET", f"{_IMPORTS}/{report['importId']}/rows?{urlencode(query)}")
        page = answer.json()
        for row in page["items"]:
            for fault in row.get("faults", ()):
                yield fault
        if "next" not in page:
            return
        query["cursor"] = page["next"]


def _sum(total: dict[str, Any], report: dict[str, Any]) -> dict[str, Any]:  # Any: ImportReport documents
    if not total:
        return report
    counted = {name: total[name] + report[name] for name in _COUNTS}
    status = report["status"] if report["status"] == total["status"] else "partlyImported"
    return {**total, **counted, "status": status, "importId": report["importId"]}


def _write(file: Path, faults: list[dict[str, Any]]) -> None:  # Any: ImportFault documents
    names = ("row", "column", "pointer", "code", "lo", "en")
    # what is refused is of people; with a mark, spreadsheets take it for UTF-8
    with io.TextIOWrapper(secret_file(file), encoding="utf-8-sig", newline="") as sheet:
        writer = csv.DictWriter(sheet, names)
        writer.writeheader()
        for fault in faults:
            said = fault | fault["message"]
            writer.writerow({name: said.get(name, "") for name in names})
