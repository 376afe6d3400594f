"""A row of an import costs as much as it is long, is told when it is odd, and does not take the other rows with it."""

from collections.abc import Callable
from contextlib import suppress
from io import BytesIO
from typing import Final

import pytest

from chassis.imports.columns import ColumnMapping, Columns
from chassis.imports.columns import read as columns_read
from chassis.imports.reading import Row, opened, opened_sheet
from contracts.problems import Fault, InvalidInput
from services.case_registry.errors.imports import ROW_TOO_LONG
from services.case_registry.usecases.imports.rows import FORM
from tests.support.cost import MIB, cost

MAPPING: Final[ColumnMapping] = {
    "columns": {"no": "number", "title": "title", "place": "place", "day": "openedOn"},
}
HEADINGS: Final = b"no,title,place,day\r\n"
RIGHT: Final = b"1/A,t,0101,2020-01-01\r\n"
SHORT, LONG = 1_000_000, 16_000_000


def rows(content: bytes, mapping: ColumnMapping | None = MAPPING) -> list[Row]:
    return [row for each in opened(BytesIO(content), mapping, ROW_TOO_LONG).slices for row in each]


def verdicts(content: bytes, mapping: ColumnMapping | None = MAPPING) -> list[str]:
    return [what.code if isinstance(what, Fault) else "read" for _, what in rows(content, mapping)]


def file_fault(content: bytes) -> str:
    with pytest.raises(InvalidInput) as refused:
        rows(content)
    (fault,) = refused.value.faults
    assert fault.lo != fault.en
    return fault.code


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (b"1/A," + b"," * 100_000 + b"\r\n", "column-count"),
        (b"1/A," + b"," * 2_000_000 + b"\r\n", "maxLength"),
        (b'1/A,"' + b"a" * 8_000_000 + b'",0101,2020-01-01\r\n', "maxLength"),
        (b'1/A,"' + b"a\r\n" * 500_000 + b'",0101,2020-01-01\r\n', "maxLength"),
        (b'1/A,"' + b'""' * 300_000 + b'",0101,2020-01-01\r\n', "maxLength"),
        (b"1/A," + b"a" * 5_000_000 + b",0101,2020-01-01\r", "maxLength"),
        (b'1/A,"t"x",y"\r\n', "csv"),
    ],
    ids=["commas", "many commas", "a cell", "lines in a cell", "marks in a cell", "a carriage return", "a mark"],
)
def test_the_rows_behind_one_that_cannot_be_read_are_read(row: bytes, code: str) -> None:
    assert verdicts(HEADINGS + RIGHT + row + RIGHT) == ["read", code, "read"]
    assert [number for number, _ in rows(HEADINGS + RIGHT + row + RIGHT)] == [1, 2, 3]


@pytest.mark.parametrize("begin", [b'1/A,"t', b'1/A,"' + b"a" * 3_000_000], ids=["short", "long"])
def test_behind_a_mark_that_is_never_closed_nothing_is_read(begin: bytes) -> None:
    assert verdicts(HEADINGS + RIGHT + begin + RIGHT * 3) == ["read", "csv"]


@pytest.mark.parametrize(
    ("headings", "code"),
    [
        (b"no," * 400_000, "headings-too-long"),
        (b"no,title,place,day," + b"x," * 10_000, "too-many-columns"),
        (b"no," * 10_000, "too-many-columns"),
        (b'no,"title,place,day', "csv"),
        (b"no,title,place,day,x\0", "null-character"),
        (b"no,title,place,day,x\xff", "wrong-encoding"),
        (b"sep=;\r\nno,title,place,day", "other-delimiter"),
        (b"no;title;place;day", "other-delimiter"),
        (b'"no"\ttitle\tplace\tday\tx', "other-delimiter"),
    ],
)
def test_odd_headings_refuse_the_file_and_say_what_to_do(headings: bytes, code: str) -> None:
    assert file_fault(headings + b"\r\n" + RIGHT) == code


@pytest.mark.parametrize("begin", [b"", b"\xef\xbb\xbf", b"sep=,\r\n", b"\xef\xbb\xbfsep=,\n", b"\r\n ,,\r\n"])
@pytest.mark.parametrize("end", [b"\r\n", b"\n", b"\r"])
def test_marks_and_line_ends_of_all_systems_are_read(begin: bytes, end: bytes) -> None:
    assert verdicts(begin + (HEADINGS + RIGHT * 2).replace(b"\r\n", end)) == ["read", "read"]


def test_an_error_that_a_spreadsheet_shows_is_told_where_it_stands() -> None:
    columns = Columns(("no", "title", "place", "day"), MAPPING)
    read = columns_read(["1/A", "t", "#REF!", "#N/A"], columns, FORM)
    assert [(fault.pointer, fault.code) for fault in read.faults] == [
        ("/place", "cell-error"),
        ("/openedOn", "cell-error"),
    ]


def test_the_headings_of_a_sheet_are_its_first_row_with_something_in_it() -> None:
    sheet = b'["",""]\n[]\n["no","title","place","day"]\n["1/A","t","0101","2020-01-01"]\n'
    opened_one = opened_sheet(BytesIO(sheet), MAPPING, ROW_TOO_LONG)
    assert opened_one.columns is not None
    assert opened_one.columns.headings == ("no", "title", "place", "day")
    assert [number for each in opened_one.slices for number, _ in each] == [1]


def test_a_line_of_brackets_does_not_keep_the_next_from_being_read() -> None:
    assert verdicts(b"[" * 1_000_000 + b"\n{}\n", None) == ["maxLength", "read"]
    assert verdicts(b"{}\n" + b"{" * 20_000_000, None) == ["read", "maxLength"]


FILES: Final[dict[str, Callable[[int], bytes]]] = {
    "commas": lambda n: HEADINGS + b"," * n,
    "rows of commas": lambda n: HEADINGS + (b"," * 100_000 + b"\n") * (n // 100_000),
    "one cell": lambda n: HEADINGS + b'1/A,"' + b"a" * n + b'"',
    "an open mark": lambda n: HEADINGS + b'1/A,"' + b"a,b\n" * (n // 4),
    "marks": lambda n: HEADINGS + b'"' * n,
    "headings": lambda n: b"no," * (n // 3),
    "a separator": lambda n: b"sep=" + b"," * n,
    "carriage returns": lambda n: HEADINGS + b"\r" * (n // 100),
    "long rows": lambda n: HEADINGS + (b"1/A," + b"a" * 100_000 + b",0101,2020-01-01\n") * (n // 100_000),
}


def read(content: bytes) -> None:
    with suppress(InvalidInput):
        for _ in opened(BytesIO(content), MAPPING, ROW_TOO_LONG).slices:
            pass


@pytest.mark.parametrize("name", FILES)
def test_a_file_is_read_in_bounded_memory_and_in_time_by_its_length(name: str) -> None:
    short, long = FILES[name](SHORT), FILES[name](LONG)
    few, many = cost(lambda: read(short)), cost(lambda: read(long))
    assert many.peak_bytes < LONG + 40 * MIB  # the file itself, which lies on disk otherwise, and nothing that grows
    assert many.cpu_s < 60 * few.cpu_s + 0.1
