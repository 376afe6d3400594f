"""`saphan case import` through the gateway, as an office with an old register types it."""

import asyncio
import json
import sys
from asyncio.subprocess import PIPE
from pathlib import Path
from typing import Any

import pytest

from tests.support.saphan_process import SaphanProcess

pytestmark = pytest.mark.slow

DOCUMENTS = Path(__file__).parents[1] / "data" / "hmcts"
LISTING = "initiate_cc_expected_output.json"
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


async def case(saphan: SaphanProcess, *arguments: str, member: str = "psc") -> tuple[int, Any, str]:
    """Run the command as the member's system; return exit code, report and what was said."""
    await saphan.ready()
    credentials = saphan.folder / "sandbox" / f"{member}-case-system.json"
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "cli.main", "case", *arguments, "--as", str(credentials), stdout=PIPE, stderr=PIPE
    )
    out, err = await process.communicate()
    return process.returncode or 0, json.loads(out or b"{}"), err.decode()


async def test_a_table_is_imported_row_by_row_and_goes_on_when_it_is_mended(
    shared: SaphanProcess, tmp_path: Path
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
        ["3", "ໂຈດ", "/participants/0/name/text", "pattern"],
    ]
    code, report, _ = await case(shared, *command, "--partial")
    assert (code, report["status"], report["imported"]) == (1, "partlyImported", 1)
    table.write_text(TABLE.replace("31/02", "28/02").replace("okpq d]a", "ສີດາ"), "utf-8")
    code, report, said = await case(shared, *command)
    assert (code, report["status"], report["imported"], report["unchanged"]) == (0, "imported", 2, 1), said


async def test_documents_of_another_country_become_cases_of_ours(shared: SaphanProcess, tmp_path: Path) -> None:
    files = sorted(str(each) for each in DOCUMENTS.glob("*.json"))
    command = ("import-hmcts", *files, "--out", str(tmp_path), "--place", "0101", "--source", "hmcts")
    code, report, said = await case(shared, *command)
    assert (code, report["imported"], report["refused"]) == (0, 7, 0), said
    code, report, _ = await case(shared, *command)
    assert (code, report["unchanged"]) == (0, 7)


async def test_a_prosecutor_posts_the_acts_that_are_its_own_and_is_told_of_the_others(
    shared: SaphanProcess, tmp_path: Path
) -> None:
    files = [str(DOCUMENTS / name) for name in ("expected_cc_prosecution_received_with_warnings.json", LISTING)]
    articles = tmp_path / "articles.json"
    articles.write_text(json.dumps({"OFCODE12": {"edition": "penalLaw2005", "article": "104"}}), "utf-8")
    command = ("import-hmcts", *files, "--out", str(tmp_path), "--place", "0101", "--source", "hmcts-acts", "--act")
    code, report, said = await case(shared, *command, "--articles", str(articles), member="ospp")
    assert (code, report["imported"]) == (0, 2), said
    assert performed(tmp_path) == {
        ("fileCharge", "done", None),
        ("fileCharge", "refused", "x-code-date"),  # an act of 2018 is none under the law of 2005
        ("enterPlea", "notSent", "no-charge"),
        ("decideCharge", "notSent", "no-charge"),
        ("recordCustody", "refused", "required"),  # theirs names no order
        ("scheduleHearing", "notSent", "no-proceeding"),
    }
    code, report, said = await case(shared, *command, "--articles", str(articles), member="ospp")
    assert (code, report["unchanged"]) == (0, 2), said
    assert ("fileCharge", "onRecord", None) in performed(tmp_path)


def performed(folder: Path) -> set[tuple[str, str, str | None]]:
    """Return operation, outcome and code of the acts in the report; a refusal is told in both languages."""
    told = json.loads((folder / "report.json").read_text("utf-8"))["performed"]
    assert all(each["lo"] and each["en"] for each in told if each["outcome"] == "refused")
    return {(each["operation"], each["outcome"], each.get("code")) for each in told}
