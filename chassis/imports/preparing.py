"""Prepares rows in a process pool: parses, validates and makes records of them. No I/O."""

import hashlib
from collections.abc import Hashable
from typing import Any, Final, TypeVar

import orjson
from pydantic import BaseModel

from chassis.imports import columns as csv_rows
from chassis.imports import spelling
from chassis.imports.columns import Cell, Columns, Reading, column_of
from chassis.imports.faults import FAULTS_A_ROW, RowFault
from chassis.imports.fonts import Font
from chassis.imports.judging import judged
from chassis.imports.ports import Form, Rows
from chassis.imports.prepared import Prepared
from chassis.imports.reading import Row
from contracts import strict_json
from contracts.problems import Fault, MalformedJson

R = TypeVar("R", bound=BaseModel)
E = TypeVar("E")
K = TypeVar("K", bound=Hashable)

_OF_CODES: Final = frozenset({"x-codelist", "x-code-date", "enum"})
_NO_MEANING: Final = (  # what a file's own words mean is told by the mapping
    "{said} ໃນ values ຂອງການຈັບຄູ່ ໃຫ້ບອກວ່າຄຳນີ້ຂອງຊ່ອງ {column} ໝາຍເຖິງລະຫັດໃດ.",
    "{said} Say in the mapping's values which code this word of the column {column} stands for.",
)


def prepare(
    numbered: list[Row], rows: Rows[R, E, K], columns: Columns | None, font: Font | None = None
) -> list[Prepared[K]]:
    """Return the rows of a slice, each ready to be written or with its faults; texts of the old font are read."""
    return [_prepared(number, content, rows, columns, font) for number, content in numbered]


def digest_of(document: Any) -> str:  # Any: a JSON document
    """Return the digest by which a row is known again, however its members are ordered."""
    return hashlib.sha256(orjson.dumps(document, option=orjson.OPT_SORT_KEYS)).hexdigest()


def row_fault(row: int, fault: Fault, headings: dict[str, str]) -> RowFault:
    """Return a fault as reports have it, with the heading of its column."""
    column = column_of(fault.pointer or "", headings)
    if column is None:
        return RowFault(row, None, fault.pointer, fault.code, fault.lo, fault.en)
    hint = _NO_MEANING if fault.code in _OF_CODES else ("{said}", "{said}")
    lo, en = (
        text.format(said=said, column=column[:100]) for text, said in zip(hint, (fault.lo, fault.en), strict=True)
    )
    return RowFault(row, column[:100], fault.pointer, fault.code, lo, en)


def _prepared(
    number: int, content: bytes | list[Cell] | Fault, rows: Rows[R, E, K], columns: Columns | None, font: Font | None
) -> Prepared[K]:
    reading = _read(content, rows.form, columns)
    document = reading.document
    changes = [*reading.changes, *(spelling.convert(document, rows.form.texts, font) if font else ())]
    stated = document.get(rows.form.named_by) if isinstance(document, dict) else None
    prepared = Prepared[K](
        number,
        name=stated[:64] if isinstance(stated, str) and stated.isprintable() else None,
        changes=[change.stated(column_of(change.pointer, reading.columns)) for change in changes],
    )
    if reading.is_none:
        prepared.faults = [row_fault(number, fault, reading.columns) for fault in reading.faults[:FAULTS_A_ROW]]
        return prepared
    judgement = judged(document, reading.faults, rows)
    entry, faults = judgement
    if entry is not None:
        prepared.named = rows.named(entry)
    if entry is None or faults:
        prepared.faults = [row_fault(number, fault, reading.columns) for fault in faults[:FAULTS_A_ROW]]
        return prepared
    made = rows.made(entry)
    prepared.key = rows.key(entry)
    prepared.digest = digest_of(document)
    prepared.record_id, prepared.event, prepared.drawn = made.record_id, made.event, dict(made.drawn)
    # as text: it crosses from process to process and into the database without being taken apart again
    prepared.rows = {table: orjson.dumps(array)[1:-1] for table, array in made.tables.items() if array}
    return prepared


def _read(content: bytes | list[Cell] | Fault, form: Form[R], columns: Columns | None) -> Reading:
    if isinstance(content, Fault):
        return Reading({}, faults=[content], is_none=True)
    if isinstance(content, list):
        return csv_rows.read(content, columns or Columns((), {"columns": {}}), form)
    try:
        document: Any = strict_json.loads(content)  # Any: whatever the line holds; the schema decides
    except MalformedJson as malformed:
        return Reading({}, faults=list(malformed.faults), is_none=True)
    return Reading(document)
