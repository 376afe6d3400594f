"""A file of offices as spreadsheets write it: what is good is read, what is bad is told with its line, all of it."""

from datetime import date
from pathlib import Path

import pytest

from cli.directory import on_wire
from cli.office_rows import read_rows, write_rows
from cli.refusals import Refused
from contracts.catalogue import Catalogue
from gateway.directory.content import DirectoryContent
from gateway.directory.organisations import OfficeOf

HEAD = "member,code,kind,lo,en,level,place,parent,from,to,successor,informed,telephone"
FIRST = "police,01,police-headquarters,ຕຳຫຼວດນະຄອນຫຼວງ,Capital police,province,01,hq,,,,,021 123456"
CLOSED = 'police,0102,police-station,ສະຖານີ,"Station, old",district,0102,01,2011-07-01,2026-10-31,0101,moj/hq police/hq,'


def written(folder: Path, *lines: str, head: str = HEAD, mark: bytes = b"", between: str = "\n") -> Path:
    file = folder / "offices.csv"
    file.write_bytes(mark + (between.join((head, *lines)) + between).encode())
    return file


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"], ids=["plain", "with a mark"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("between", ["\n", "\r\n"])
def test_rows_are_read_however_a_spreadsheet_has_saved_them(
    tmp_path: Path, mark: bytes, delimiter: str, between: str
) -> None:
    lines = [line.replace('"Station, old"', "Station old").replace(",", delimiter) for line in (HEAD, FIRST, CLOSED)]
    rows = read_rows(written(tmp_path, *lines[1:], "", head=lines[0], mark=mark, between=between))
    assert (rows.bad, rows.lines) == ([], [2, 3])
    first, closed = rows.offices
    assert (first.lo, first.place, first.parent, first.to) == ("ຕຳຫຼວດນະຄອນຫຼວງ", "01", "hq", None)
    assert first.contacts is not None
    assert first.contacts.telephone == "021 123456"
    assert (closed.to, closed.successor) == (date(2026, 10, 31), OfficeOf(member="police", office="0101"))
    assert [each.member for each in closed.informed] == ["moj", "police"]


def test_a_file_that_excel_has_saved_is_read(tmp_path: Path) -> None:
    lines = [line.replace('"Station, old"', "Station old").replace(",", ";") for line in (HEAD, FIRST, CLOSED)]
    head = "sep=;\r\n" + lines[0].replace("member", "Member").replace("code", "CODE") + ";"
    rows = [f"{line};".replace("2011-07-01", "2011/7/1") for line in lines[1:]]
    file = written(tmp_path, *rows, ";" * 13, head=head, mark=b"\xef\xbb\xbf", between="\r\n")
    assert [(each.code, each.from_) for each in read_rows(file).offices] == [("01", None), ("0102", date(2011, 7, 1))]


def test_what_is_written_is_read_as_the_same(tmp_path: Path) -> None:
    rows = read_rows(written(tmp_path, FIRST, CLOSED))
    again = tmp_path / "again.csv"
    write_rows(again, [office.model_dump(mode="json", by_alias=True, exclude_none=True) for office in rows.offices])
    assert again.read_bytes().startswith(b"\xef\xbb\xbf"), "or a spreadsheet reads Lao as something else"
    assert read_rows(again) == rows
    with pytest.raises(Refused, match="No such file"):
        write_rows(tmp_path / "nowhere" / "x.csv", [])


def test_what_is_sent_of_them_is_what_the_schema_takes(tmp_path: Path) -> None:
    content = DirectoryContent(offices=tuple(read_rows(written(tmp_path, FIRST, CLOSED)).offices))
    sent = on_wire(content)
    schema = Catalogue.load().validator("https://schemas.saphan.gov.la/directory/content/v1")
    assert schema.faults(sent) == ([], False)
    assert ["informed" in office for office in sent["offices"]] == [False, True], "nobody to be told of is no list"


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (FIRST.replace("police-headquarters", "castle"), "kind: castle is not in the list office-kind"),
        (FIRST.replace("province", "moon"), "level: moon is not in the list office-level"),
        (FIRST.replace(",01,hq", ",1,hq"), "place: 1 is not in the list places; it holds 2, 4 or 7 digits"),
        (FIRST.replace(",hq,", ",moj/hq,"), "parent holds the code of an office of the same member"),
        (FIRST.replace(",hq,,", ",hq,28/11/2026,"), "from holds a day as 2026-11-28"),
        (FIRST.replace("Capital police", ""), "en is empty"),
        (FIRST + ",more", "The row has 14 cells, the headings are 13"),
        (CLOSED.replace(",0101,", ",0101 0103,"), "successor holds one office, as code or member/code"),
        (FIRST, "police/01 stands in line 2 already"),
        (FIRST.replace(",hq,,", ",hq,2569-11-28,"), "from: Must lie in a year of the common era"),
        ('police,"x', "a quotation mark is not closed"),
    ],
    ids=lambda value: value[-30:],
)
def test_a_bad_row_is_told_with_its_line_in_two_languages(tmp_path: Path, row: str, why: str) -> None:
    rows = read_rows(written(tmp_path, FIRST, row))
    assert [each.code for each in rows.offices] == ["01"]
    told = [bad for bad in rows.bad if why in bad.en]
    assert [bad.line for bad in told] == [3]
    assert told[0].lo != told[0].en


def test_a_row_over_two_lines_is_named_by_its_first(tmp_path: Path) -> None:
    rows = read_rows(
        written(tmp_path, FIRST.replace("Capital police", '"Capital\npolice"'), "police,x,castle,,,,,,,,,,")
    )
    assert (rows.lines, {bad.line for bad in rows.bad}) == ([2], {4})


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"member,code\n", "lacks kind, lo, en, level"),
        (f"{HEAD},colour\n".encode(), "has colour, which is no column or stands twice; its columns are member, code"),
        (f"{HEAD},code\n".encode(), "has code"),
        (b"", "lacks member"),
        ("member,ຫ້ອງ\n".encode("utf-16"), "is not UTF-8"),
    ],
)
def test_what_is_no_such_file_is_refused_in_two_languages(tmp_path: Path, content: bytes, why: str) -> None:
    file = tmp_path / "offices.csv"
    file.write_bytes(content)
    with pytest.raises(Refused) as refused:
        read_rows(file)
    assert why in refused.value.en
    assert refused.value.lo != refused.value.en
    with pytest.raises(Refused, match="Cannot read"):
        read_rows(tmp_path / "nowhere.csv")
