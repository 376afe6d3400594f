"""A national list goes through a spreadsheet and comes back as it was; what is wrong is told in both languages."""

import csv
from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest

from cli.code_list_files import read_codes, write_codes
from cli.refusals import Refused
from contracts.catalogue import Catalogue
from contracts.codelists import CodeList
from contracts.lao import has_lao

LISTS = {each.name: each for each in Catalogue.load().code_lists.national()}
COURTS = """code,lo,en,validTo,of,since,days,law,verified
appeal,ອຸທອນ,Appeal,2026-12-31,appeal,judgment,20,Law,TRUE
"""


def as_excel_saves(text: str) -> bytes:
    """Return a table as Excel has it where a comma is for decimals: what `sep=` states, its ends, words in capitals."""
    head, *rows = csv.reader(StringIO(text))
    capitals = {"true": "TRUE", "false": "FALSE"}
    out = StringIO()
    lines = csv.writer(out, delimiter=";")
    lines.writerow([*(heading.capitalize() for heading in head), ""])
    lines.writerows([*(capitals.get(cell, cell) for cell in row), ""] for row in rows)
    lines.writerow([""] * (len(head) + 1))
    return f"\ufeffsep=;\r\n{out.getvalue()}".encode()


def written(folder: Path, text: str, name: str = "deadlines.csv") -> Path:
    file = folder / name
    file.write_text(text, "utf-8")
    return file


@pytest.mark.parametrize("listed", LISTS.values(), ids=LISTS)
def test_every_list_goes_through_a_spreadsheet_and_comes_back_as_it_was(tmp_path: Path, listed: CodeList) -> None:
    filled = listed if listed.codes else replace(LISTS["law-edition"], name=listed.name)
    table = tmp_path / f"{listed.name}.csv"
    write_codes(table, filled)
    table.write_bytes(as_excel_saves(table.read_text("utf-8-sig")))
    read = read_codes(table, filled)
    assert read.bad == []
    assert {code.code: code.as_held() for code in read.codes} == dict(filled.codes)


def test_every_fault_of_a_row_is_told_in_both_languages_with_its_line_and_column(tmp_path: Path) -> None:
    wrong = "me mo,,Memo,2569-11-29,appeal,judgment,many,,perhaps\nlate,ຊ້າ,Late,1/2/2026,a,b,1,Law,false\n"
    read = read_codes(written(tmp_path, COURTS + wrong + "x,ຊ,X,,a,b,1,Law,false,more\n"), LISTS["deadlines"])
    assert [code.code for code in read.codes] == ["appeal"]
    assert read.codes[0].attributes == {"of": "appeal", "since": "judgment", "days": 20, "law": "Law", "verified": True}
    assert [(bad.line, bad.en.partition(":")[0]) for bad in sorted(read.bad)] == [
        (3, "code"), (3, "days"), (3, "law"), (3, "lo"), (3, "validTo"), (3, "verified"), (4, "validTo"),
        (5, "The row has 10 cells, the headings are 9"),
    ]  # fmt: skip
    english = ("Field required", "String should", "Input should", "Must ", "Is ", "Does ")
    for bad in read.bad:
        assert has_lao(bad.lo)
        assert not any(word in bad.lo for word in english), bad.lo
        assert not (bad.en + bad.lo).endswith("."), "the stop is put where it is printed"
    told = {bad.en.partition(":")[0]: bad.en for bad in read.bad if bad.line == 3}
    assert "Must lie in a year of the common era" in told["validTo"]
    assert told["verified"] == "verified: Verified: Must be true or false"


def test_a_cell_beyond_the_headings_is_a_bad_row_and_an_empty_one_is_nothing(tmp_path: Path) -> None:
    row = "law,ກົດໝາຍ,Law,,,"
    for more, bad in ((",,", 0), (",,x", 1)):
        text = f"code,lo,en,validFrom,validTo,successors,\n{row}{more}\n"
        assert len(read_codes(written(tmp_path, text), LISTS["document-type"]).bad) == bad


def test_a_plain_array_of_codes_is_a_file_too(tmp_path: Path) -> None:
    code = '{"code": "memo", "lo": "ບັນທຶກ", "en": "Memo"}'
    for text in (f"[{code}]", f'{{"codes": [{code}]}}'):
        read = read_codes(written(tmp_path, text, "document-type.json"), LISTS["document-type"])
        assert [(each.code, each.en) for each in read.codes] == [("memo", "Memo")]


@pytest.mark.parametrize(
    ("name", "text", "named"),
    [
        ("x.json", '{"codes": [\n{"code": }]}', "line 2"),
        ("x.json", '{"codes": [], "codes": []}', "line 1"),
        ("x.json", '"memo"', '{"codes": ['),
        ("x.csv", "code,lo,colour\n", "colour"),
        ("x.csv", "code,lo\n", "validFrom"),
    ],
)
def test_what_is_no_such_file_is_refused_and_lao_names_as_much_as_english(
    tmp_path: Path, name: str, text: str, named: str
) -> None:
    with pytest.raises(Refused) as refused:
        read_codes(written(tmp_path, text, name), LISTS["document-type"])
    assert named in refused.value.en
    assert named in refused.value.lo
    assert has_lao(refused.value.lo)
