"""Spreadsheets (xlsx) as rows of cells: unpacked within bounds and read in a process of their own.

A spreadsheet is a zip file. What it says of its own sizes is not believed: each part is unpacked by us, up to a bound,
and the cells with something in them are counted, before the library that knows the format gets to see it. It holds a
sheet as a whole grid, so one cell far away from the others would cost as much as all that lie between.
"""

import asyncio
import re
import shutil
import zipfile
import zlib
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, BinaryIO, Final
from xml.parsers import expat

import orjson
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetVisibleEnum

from chassis.imports.faults import WORKBOOK_BROKEN, WORKBOOK_LOCKED, WORKBOOK_TOO_LARGE, no_such_sheet
from chassis.process.work import WorkPool
from contracts.problems import InvalidInput

MOST_UNPACKED: Final = 256 * 1024 * 1024
MOST_CELLS: Final = 5_000_000  # of the grid, empty ones included: some 200 MiB
_MOST_PARTS: Final = 2_000
_PIECE: Final = 256 * 1024
_LONGEST_TAG: Final = 64 * 1024
_ERROR: Final = re.compile(rb"""(<(?:\w+:)?c\b[^<>]*?\st=["'])e(["'])""")
_PARTS: Final = (
    *("[Content_Types].xml", "_rels/", "xl/workbook.xml", "xl/_rels/", "xl/styles.xml", "xl/sharedStrings.xml"),
)
_SHEETS: Final = "xl/worksheets/"
_OLE: Final = b"\xd0\xcf\x11\xe0"  # how a workbook with a password begins, and one of before 2007
_ENCRYPTED: Final = 0x1
# what the libraries raise for what they cannot read: a number that is none is a ValueError
_BROKEN: Final = (
    *(CalamineError, zipfile.BadZipFile, zlib.error, expat.ExpatError),
    *(NotImplementedError, EOFError, ValueError, KeyError, TypeError),
)
_WRITTEN_WHOLE: Final = 1e15  # what a spreadsheet keeps of a number are 15 digits
_PANIC: Final = "PanicException"  # of the library's Rust; no subclass of Exception


@asynccontextmanager
async def rows_of(file: BinaryIO, sheet: str | None) -> AsyncIterator[BinaryIO]:
    """Provide the rows of a sheet as lines of JSON: arrays of texts, a day as an array with one text.

    Raises `InvalidInput` for what is no spreadsheet, or none within bounds.
    """
    pool = WorkPool()
    with TemporaryDirectory() as folder:
        given, read = Path(folder) / "given.xlsx", Path(folder) / "rows.ndjson"
        await asyncio.to_thread(_copy, file, given)
        try:
            await pool.run(write_rows, given, read, sheet)
        finally:
            pool.close()
        with read.open("rb") as rows:
            yield rows


def write_rows(given: Path, read: Path, sheet: str | None) -> None:
    """Write the rows of a sheet as `rows_of` describes them."""
    unpacked = given.with_suffix(".plain.xlsx")
    with given.open("rb") as file:
        if file.read(len(_OLE)) == _OLE:
            raise InvalidInput(faults=[WORKBOOK_LOCKED])
    try:
        with zipfile.ZipFile(given) as packed, zipfile.ZipFile(unpacked, "w") as plain:
            _unpack(packed, plain)
        with read.open("wb") as rows:
            for cells in _sheet(CalamineWorkbook.from_path(unpacked), sheet).iter_rows():
                rows.write(orjson.dumps([_cell(value) for value in cells]) + b"\n")
    except _BROKEN:
        raise InvalidInput(faults=[WORKBOOK_BROKEN]) from None
    except BaseException as broken:
        if type(broken).__name__ != _PANIC:
            raise
        raise InvalidInput(faults=[WORKBOOK_BROKEN]) from None


def _copy(file: BinaryIO, to: Path) -> None:
    with to.open("wb") as copy:
        shutil.copyfileobj(file, copy)


def _unpack(packed: zipfile.ZipFile, plain: zipfile.ZipFile) -> None:
    """Write the parts that cells are read from into another zip file, as they are when unpacked."""
    parts = [part for part in packed.infolist() if part.filename.startswith((*_PARTS, _SHEETS))]
    if len(parts) > _MOST_PARTS:
        raise InvalidInput(faults=[WORKBOOK_TOO_LARGE])
    left, seen = MOST_UNPACKED, set[str]()
    for part in parts:
        if part.flag_bits & _ENCRYPTED:
            raise InvalidInput(faults=[WORKBOOK_LOCKED])
        if part.filename in seen or part.is_dir():
            continue
        seen.add(part.filename)
        # a cell with an error would come empty: made a text, it says which
        errors = _Errors()
        bounds = _Bounds() if part.filename.startswith(_SHEETS) and part.filename.endswith(".xml") else None
        with packed.open(part) as source, plain.open(part.filename, "w", force_zip64=True) as target:
            while piece := source.read(_PIECE):
                left -= len(piece)
                if left < 0:
                    raise InvalidInput(faults=[WORKBOOK_TOO_LARGE])
                target.write(piece if bounds is None else errors.as_texts(piece))
                if bounds is not None:
                    bounds.feed(piece)
            target.write(errors.left)
        if bounds is not None:
            bounds.end()


class _Errors:
    """Cells of a sheet with an error such as #REF!, of which the library makes empty ones: written as texts."""

    def __init__(self) -> None:
        self.left = b""  # of the sheet, from the mark with which the last element begins

    def as_texts(self, piece: bytes) -> bytes:
        """Return the sheet on from where it was left, up to the last element that begins in it."""
        whole = self.left + piece
        begins = whole.rfind(b"<", -_LONGEST_TAG)
        cut = len(whole) if begins < 0 else begins
        self.left = whole[cut:]
        return _ERROR.sub(rb"\1str\2", whole[:cut])


class _Bounds:
    """How far the cells of a sheet reach that have something in them, read as the sheet goes by."""

    def __init__(self) -> None:
        self._row = self._column = 0  # of the cell that is being read, from 1
        self._last_row = self._last_column = 0
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.StartElementHandler = self._begins
        self._parser.buffer_text = True

    def feed(self, piece: bytes) -> None:
        """Read on."""
        self._parser.Parse(piece)
        if self._last_row * self._last_column > MOST_CELLS:
            raise InvalidInput(faults=[WORKBOOK_TOO_LARGE])

    def end(self) -> None:
        """End the sheet."""
        self._parser.Parse(b"", True)  # noqa: FBT003 - a C function: it takes no names

    def _begins(self, name: str, attributes: dict[str, str]) -> None:
        match name.rpartition(" ")[2]:
            case "row":
                self._row, self._column = int(attributes.get("r", self._row + 1)), 0
            case "c":
                self._column += 1
                if stated := attributes.get("r"):
                    letters = stated.rstrip("0123456789")
                    self._row, self._column = int(stated[len(letters) :]), _column(letters)
            case "v" | "is":
                self._last_row = max(self._last_row, self._row)
                self._last_column = max(self._last_column, self._column)


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter.upper()) - ord("A") + 1
    return number


def _sheet(book: CalamineWorkbook, name: str | None) -> CalamineSheet:
    shown = [sheet.name for sheet in book.sheets_metadata if sheet.visible == SheetVisibleEnum.Visible]
    if name is None and shown:
        return book.get_sheet_by_name(shown[0])
    if name not in book.sheet_names:
        raise InvalidInput(faults=[no_such_sheet(shown)])
    return book.get_sheet_by_name(name)


def _cell(value: Any) -> str | list[str]:  # Any: what the library makes of a cell
    """Return a cell as text: a number as one writes it, a formula as its value; a day as an array with one text."""
    match value:
        case bool():
            return "true" if value else "false"
        case float():
            return str(int(value)) if value.is_integer() and abs(value) < _WRITTEN_WHOLE else repr(value)
        case datetime() if value.time() != time():
            return value.isoformat()
        case date():  # a datetime at midnight too
            return [value.isoformat()[: len("2026-11-29")]]
        case _:
            return str(value)


@dataclass(frozen=True, slots=True)
class Sheet:
    """The rows of a sheet that `rows_of` has written."""

    rows: BinaryIO

    def __iter__(self) -> Iterator[list[str | date]]:
        """Yield the cells of each row, the headings first."""
        for line in self.rows:
            yield [date.fromisoformat(cell[0]) if isinstance(cell, list) else cell for cell in orjson.loads(line)]
