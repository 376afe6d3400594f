"""Takes a file apart into slices of rows, without looking into them: NDJSON line by line, CSV record by record."""

import codecs
import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import TextIOWrapper
from itertools import islice
from typing import Any, BinaryIO, Final, TypeAlias

from contracts.problems import Fault, InvalidInput
from services.case_registry.domain.importing.columns import Columns, heading_faults
from services.case_registry.errors.imports import CSV_BROKEN, ROW_TOO_LONG, TOO_MANY_ROWS, UTF_16

ROWS_AT_MOST: Final = 100_000
SLICE: Final = 250  # rows that are prepared, decided and written together
_LONGEST_ROW_BYTES: Final = 256 * 1024
_UTF_16: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)

Row: TypeAlias = tuple[int, bytes | list[str] | Fault]  # its number, and what stands there


@dataclass(frozen=True, slots=True)
class Opened:
    """A file whose rows can be read: how its columns are taken, and its slices."""

    columns: Columns | None  # None: every row is a case as it is
    slices: Iterator[list[Row]]


def opened(file: BinaryIO, mapping: dict[str, Any] | None) -> Opened:  # Any: an ImportMapping document
    """Return the file's rows in slices; with a mapping it is CSV, without one NDJSON.

    Raises `InvalidInput` for a file of which no row can be read: another encoding, missing headings; and while its
    slices are read, for one with too many rows.
    """
    encoding = "utf-8" if mapping is None else mapping.get("encoding", "utf-8")
    begin = file.read(2)
    file.seek(0)
    if encoding == "utf-8" and begin in _UTF_16:
        raise InvalidInput(faults=[UTF_16])
    if mapping is None:
        return Opened(None, _slices(_lines(file)))
    text = TextIOWrapper(
        file,
        encoding="utf-8-sig" if encoding == "utf-8" else encoding,
        errors="surrogateescape" if encoding == "utf-8" else "replace",  # told row by row, when they are prepared
        newline="",
    )
    records = csv.reader(text, delimiter=mapping.get("delimiter", ","), strict=True)
    headings = tuple(each.strip() for each in _first(records))
    faults = heading_faults(headings, mapping)
    if faults:
        raise InvalidInput(faults=faults)
    return Opened(Columns(headings, mapping), _slices(_records(records)))


def _first(records: Iterator[list[str]]) -> list[str]:
    try:
        return next(records, [])
    except (csv.Error, UnicodeError):
        raise InvalidInput(faults=[CSV_BROKEN]) from None


def _lines(file: BinaryIO) -> Iterator[Row]:
    number = 0
    while line := file.readline(_LONGEST_ROW_BYTES):
        number += 1
        if len(line) == _LONGEST_ROW_BYTES:
            while line and not line.endswith(b"\n"):
                line = file.readline(_LONGEST_ROW_BYTES)
            yield number, ROW_TOO_LONG
            continue
        content = line.removeprefix(codecs.BOM_UTF8).strip()
        if content:
            yield number, content


def _records(records: Iterator[list[str]]) -> Iterator[Row]:
    number = 0
    while True:
        number += 1
        try:
            record = next(records)
        except StopIteration:
            return
        except (csv.Error, UnicodeError):
            yield number, CSV_BROKEN  # where the next record begins is anybody's guess
            return
        if any(record):
            yield number, record


def _slices(rows: Iterable[Row]) -> Iterator[list[Row]]:
    going, seen = iter(rows), 0
    while each := list(islice(going, SLICE)):
        seen += len(each)
        if seen > ROWS_AT_MOST:
            raise InvalidInput(faults=[TOO_MANY_ROWS])
        yield each
