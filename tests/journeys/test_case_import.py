"""`saphan case import` through the gateway, as an office with an old register types it."""

import asyncio
import json
import sys
from asyncio.subprocess import PIPE
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from tests.support.newcomers import Country
from tests.support.saphan_process import SaphanProcess

pytestmark = pytest.mark.slow

IMPORTS = "/case-registry/v1/imports"
MAPPING = {
    "category": "civil",
    "columns": {"ເລກ": "number", "ຊື່": "title", "ເມືອງ": "place", "ວັນທີ": "openedOn", "ໂຈດ": "person:plaintiff"},
    "dateOrder": "dmy",
    "era": "buddhist",
}
TABLE = """ເລກ,ຊື່,ເມືອງ,ວັນທີ,ໂຈດ
໐໐໑/ຄພ,ຄະດີທີ່ດິນ,0101,14/05/2562,ບຸນມີ ແກ້ວມະນີ
002/ຄພ,ຄະດີໜີ້ສິນ,0101,31/02/2562,ຄຳ ສີດາ
003/ຄພ,ຄະດີມໍລະດົກ,0101,01/06/2562,okpq d]a
"""


async def case(saphan: SaphanProcess, *arguments: str) -> tuple[int, Any, str]:
    """Run the command as the court's system; return exit code, report and what was said."""
    await saphan.ready()
    credentials = saphan.folder / "sandbox" / "psc-case-system.json"
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "cli.main", "case", *arguments, "--as", str(credentials), stdout=PIPE, stderr=PIPE
    )
    out, err = await process.communicate()
    return process.returncode or 0, json.loads(out or b"{}"), err.decode()


async def test_a_table_is_imported_row_by_row_and_goes_on_when_it_is_mended(
    shared: SaphanProcess, session: aiohttp.ClientSession, tmp_path: Path
) -> None:
    table, mapping, errors = tmp_path / "cases.csv", tmp_path / "mapping.json", tmp_path / "errors.csv"
    table.write_text(TABLE, "utf-8")
    mapping.write_text(json.dumps(MAPPING), "utf-8")
    command = ("import", str(table), "--source", "journey", "--mapping", str(mapping), "--errors", str(errors))
    code, report, said = await case(shared, *command)
    assert (code, report.get("status"), report.get("refused")) == (1, "refused", 2), said
    told = errors.read_text("utf-8-sig").splitlines()
    assert [line.split(",")[:4] for line in told[1:]] == [
        ["2", "ວັນທີ", "/openedOn", "format"],
        ["3", "ໂຈດ", "/participants/0/name/text", "legacy-font"],
    ]
    code, report, _ = await case(shared, *command, "--partial")
    assert (code, report["status"], report["imported"]) == (1, "partlyImported", 1)
    table.write_text(TABLE.replace("31/02", "28/02").replace("okpq d]a", "ສີດາ"), "utf-8")
    code, report, said = await case(shared, *command)
    assert (code, report["status"], report["imported"], report["unchanged"]) == (0, "imported", 2, 1), said
    read = await Country(shared, session).call("psc-case-system", "GET", f"{IMPORTS}/{report['importId']}")
    assert (read.status, read.headers["Import-Status"]) == (200, "imported"), read.body
