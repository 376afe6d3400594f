"""Spreadsheets: cells as people see them, and nothing that a hostile file could make the reader do."""

import struct
import zipfile
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest

from chassis.imports import workbooks
from chassis.imports.workbooks import Sheet, write_rows
from contracts.problems import InvalidInput
from tests.chassis.imports.sheets import Cell, packed, parts_of, sheet_xml, workbook

FAR = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{}</sheetData></worksheet>'
)


def read(content: bytes, folder: Path, sheet: str | None = None) -> list[list[str | date]]:
    given, rows = folder / "given.xlsx", folder / "rows"
    given.write_bytes(content)
    write_rows(given, rows, sheet)
    return list(Sheet(BytesIO(rows.read_bytes())))


def refused(content: bytes, folder: Path, sheet: str | None = None) -> str:
    with pytest.raises(InvalidInput) as refusal:
        read(content, folder, sheet)
    (fault,) = refusal.value.faults
    return fault.code


def test_cells_are_what_people_see(tmp_path: Path) -> None:
    rows: list[list[Cell]] = [
        ["ເລກ", "ວັນທີ", "x"],
        ["007", date(2019, 5, 14), 7],
        [1.5, "=ຜົນ", True],
        [12345678901234, None, "ຄຳ\nສີ"],
    ]
    assert read(workbook(*rows), tmp_path) == [
        ["ເລກ", "ວັນທີ", "x"],
        ["007", date(2019, 5, 14), "7"],
        ["1.5", "ຜົນ", "true"],
        ["12345678901234", "", "ຄຳ\nສີ"],
    ]


def test_the_first_sheet_that_is_shown_is_read_or_the_one_that_is_named(tmp_path: Path) -> None:
    sheets = {name: sheet_xml([[name]]) for name in ("ເຊື່ອງ", "ປີ 2554", "ປີ 2555")}
    content = packed(parts_of(sheets, hidden=["ເຊື່ອງ"]))
    assert read(content, tmp_path) == [["ປີ 2554"]]
    assert read(content, tmp_path, "ປີ 2555") == [["ປີ 2555"]]
    assert refused(content, tmp_path, "ປີ 2556") == "sheet-missing"


@pytest.mark.parametrize("piece", [workbooks._PIECE, 7], ids=["whole", "in pieces"])
def test_an_error_in_a_cell_is_a_text_that_says_which(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, piece: int
) -> None:
    monkeypatch.setattr(workbooks, "_PIECE", piece)
    xml = FAR.format(
        '<row r="1"><c r="A1" t="e"><f>B9</f><v>#REF!</v></c><c r="B1" t="inlineStr"><is><t>t="e"</t></is></c>'
        '<c t="e" r="C1"><v>#N/A</v></c><c r="D1"><v>1</v></c></row>'
    )
    assert read(packed(parts_of({"a": xml})), tmp_path) == [["#REF!", 't="e"', "#N/A", "1"]]


def test_formats_far_below_the_last_row_are_no_rows(tmp_path: Path) -> None:
    xml = FAR.format('<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576" s="1"/></row>')
    assert read(packed(parts_of({"a": xml})), tmp_path) == [["1"]]


@pytest.mark.parametrize(
    "cells",
    [
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="&#88;FD1048576"><is><t>1</t></is></c></row>',
    ],
    ids=["far away", "far away and disguised"],
)
def test_a_cell_far_away_from_the_others_is_refused(tmp_path: Path, cells: str) -> None:
    assert refused(packed(parts_of({"a": FAR.format(cells)})), tmp_path) == "workbook-too-large"


def test_a_zip_bomb_is_refused_before_it_unfolds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbooks, "MOST_UNPACKED", 1_000_000)
    content = packed(parts_of({"a": FAR.format(" " * 5_000_000)}))
    assert len(content) < 20_000
    assert refused(content, tmp_path) == "workbook-too-large"


def test_a_size_that_a_file_states_of_itself_is_not_believed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbooks, "MOST_UNPACKED", 1_000_000)
    content = packed(parts_of({"a": FAR.format(" " * 5_000_000)}))
    with zipfile.ZipFile(BytesIO(content)) as archive:
        size = archive.getinfo("xl/worksheets/sheet1.xml").file_size
    lying = content.replace(struct.pack("<L", size), struct.pack("<L", 500))
    assert refused(lying, tmp_path) == "workbook-broken"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "workbook-broken"),
        (b"PK\x03\x04 nothing", "workbook-broken"),
        (workbook(["a"])[:-40], "workbook-broken"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "workbook-locked"),
        (packed({"readme.txt": "no spreadsheet"}), "workbook-broken"),
        (packed(parts_of({"a": "<worksheet><sheetData>"})), "workbook-broken"),
        (packed(parts_of({"a": '<!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet>&b;</worksheet>'})), "workbook-broken"),
    ],
    ids=["empty", "no zip", "cut", "password", "another zip", "no XML", "entities"],
)
def test_what_is_no_spreadsheet_is_refused_in_words(tmp_path: Path, content: bytes, code: str) -> None:
    assert refused(content, tmp_path) == code
