"""Reads a file in slices of rows, unparsed: NDJSON by lines, CSV by records, a spreadsheet's sheet by rows."""

import codecs
import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import TextIOWrapper
from typing import BinaryIO, Final, TypeAlias

from chassis.imports.columns import Cell, ColumnMapping, Columns, heading_faults, headings_of, is_blank
from chassis.imports.faults import (
    DELIMITERS,
    HEADINGS_TOO_LONG,
    OTHER_DELIMITER,
    TOO_MANY_ROWS,
    UTF_16,
    cells,
    delimiter_of_the_file,
)
from chassis.imports.records import LONGEST, Records
from chassis.imports.workbooks import Sheet
from contracts.problems import Fault, InvalidInput

ROWS_AT_MOST: Final = 100_000
SLICE: Final = 250  # rows that are prepared, decided and written together
_SLICE_BYTES: Final = 1024 * 1024  # or fewer rows, where they are long
_LONGEST_ROW_BYTES: Final = 128 * 1024
_UTF_16: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)

Row: TypeAlias = tuple[int, bytes | list[Cell] | Fault]  # its number, and what stands there


@dataclass(frozen=True, slots=True)
class Opened:
    """An opened import file: its columns, and an iterator over its slices."""

    columns: Columns | None  # None: every row is a document as it is
    slices: Iterator[list[Row]]


def opened(file: BinaryIO, mapping: ColumnMapping | None, too_long: Fault) -> Opened:
    """Return the file's slices of rows; with a mapping it is CSV, without one NDJSON.

    `too_long` stands in the place of a row beyond its bounds. Raises `InvalidInput` for a file of which no row can be
    read: another encoding, missing headings; and while its slices are read, for one with too many rows.
    """
    encoding = "utf-8" if mapping is None else mapping.get("encoding", "utf-8")
    begin = file.read(2)
    file.seek(0)
    if encoding == "utf-8" and begin in _UTF_16:
        raise InvalidInput(faults=[UTF_16])
    if mapping is None:
        return Opened(None, _slices(_lines(file, too_long)))
    text = TextIOWrapper(
        file,
        encoding="utf-8-sig" if encoding == "utf-8" else encoding,
        errors="surrogateescape" if encoding == "utf-8" else "replace",  # told row by row, when they are prepared
        newline="",
    )
    records = Records(text, mapping.get("delimiter", ","), too_long)
    headings = _headings(records, mapping, too_long)
    return Opened(Columns(headings, mapping), _slices(_records(records, len(headings))))


def opened_sheet(rows: BinaryIO, mapping: ColumnMapping, too_long: Fault) -> Opened:
    """Return the slices of a sheet whose rows `workbooks.rows_of` wrote; raise `InvalidInput` as `opened` does."""
    cells_of = iter(Sheet(rows))
    first = next((row for row in cells_of if not all(isinstance(cell, str) and is_blank(cell) for cell in row)), ())
    headings = headings_of([str(cell) for cell in first], mapping)
    if faults := heading_faults(headings, mapping):
        raise InvalidInput(faults=faults)
    return Opened(Columns(headings, mapping), _slices(_of_sheet(cells_of, too_long)))


def _of_sheet(rows: Iterator[list[Cell]], too_long: Fault) -> Iterator[Row]:
    for number, row in enumerate(rows, start=1):
        if sum(len(cell) for cell in row if isinstance(cell, str)) >= LONGEST:
            yield number, too_long
        elif any(not isinstance(cell, str) or not is_blank(cell) for cell in row):
            yield number, row


def _headings(records: Records, mapping: ColumnMapping, too_long: Fault) -> tuple[str, ...]:
    first = records.first()
    if isinstance(first, Fault):
        raise InvalidInput(faults=[HEADINGS_TOO_LONG if first is too_long else first])
    if records.stated and records.stated != mapping.get("delimiter", ","):
        raise InvalidInput(faults=[OTHER_DELIMITER])
    headings = headings_of(first, mapping)
    if faults := heading_faults(headings, mapping):
        found = _delimiter_of(first, mapping)
        raise InvalidInput(faults=faults if found is None else [delimiter_of_the_file(found)])
    return headings


def _delimiter_of(headings: list[str], mapping: ColumnMapping) -> str | None:
    """Return what stands between the columns of the file instead, where that gives every heading of the mapping."""
    said = mapping.get("delimiter", ",")
    for other in DELIMITERS:
        again = next(csv.reader([said.join(headings)], delimiter=other), [])
        if other != said and not heading_faults(headings_of(again, mapping), mapping):
            return other
    return None


def _lines(file: BinaryIO, too_long: Fault) -> Iterator[Row]:
    number = 0
    while line := file.readline(_LONGEST_ROW_BYTES):
        number += 1
        if len(line) == _LONGEST_ROW_BYTES:
            while line and not line.endswith(b"\n"):
                line = file.readline(_LONGEST_ROW_BYTES)
            yield number, too_long
            continue
        content = line.removeprefix(codecs.BOM_UTF8).strip()
        if content:
            yield number, content


def _records(records: Records, columns: int) -> Iterator[Row]:
    for number, record in enumerate(records, start=1):
        if isinstance(record, Fault):
            yield number, record
        elif not is_blank("".join(record)):  # one look at the row, however many cells it has
            # told here already: a row of nothing but commas has a hundred thousand cells
            yield number, [*record] if len(record) == columns else cells(len(record), columns)


def _slices(rows: Iterable[Row]) -> Iterator[list[Row]]:
    """Yield slices of at most `SLICE` rows, fewer when the rows are long."""
    rows_of_slice: list[Row] = []
    weight = 0
    for seen, row in enumerate(rows, start=1):
        if seen > ROWS_AT_MOST:
            raise InvalidInput(faults=[TOO_MANY_ROWS])
        rows_of_slice.append(row)
        weight += _weight(row)
        if len(rows_of_slice) == SLICE or weight > _SLICE_BYTES:
            yield rows_of_slice
            rows_of_slice, weight = [], 0
    if rows_of_slice:
        yield rows_of_slice


def _weight(row: Row) -> int:
    _, content = row
    return (
        len(content)
        if isinstance(content, bytes)
        else sum(len(str(cell)) for cell in content)
        if isinstance(content, list)
        else 0
    )
