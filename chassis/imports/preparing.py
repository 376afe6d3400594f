"""Prepares rows in a process pool: parses, validates and makes records of them. No I/O."""

import hashlib
from collections.abc import Hashable
from itertools import count
from typing import Any, Final, TypeVar

import orjson
from pydantic import BaseModel, ValidationError

from chassis.http.model_faults import faults_in_body
from chassis.imports import columns as csv_rows
from chassis.imports import spelling
from chassis.imports.columns import Columns, Reading, column_of
from chassis.imports.faults import RowFault
from chassis.imports.ports import Form, Rows
from chassis.imports.prepared import Prepared
from chassis.imports.reading import Row
from contracts import strict_json
from contracts.codelists import CodeLists
from contracts.problems import Fault, MalformedJson

R = TypeVar("R", bound=BaseModel)
K = TypeVar("K", bound=Hashable)

_FAULTS_A_ROW: Final = 10
# ten thousand wrong rows are explained in about a minute; steps, since by the clock a busy hour would find fewer faults
_STEPS_A_ROW: Final = 2_000

_OF_CODES: Final = frozenset({"x-codelist", "x-code-date", "enum"})
_NO_MEANING: Final = (  # what a file's own words mean is told by the mapping
    "{said} ໃນ values ຂອງການຈັບຄູ່ ໃຫ້ບອກວ່າຄຳນີ້ຂອງຊ່ອງ {column} ໝາຍເຖິງລະຫັດໃດ.",
    "{said} Say in the mapping's values which code this word of the column {column} stands for.",
)


def prepare(numbered: list[Row], rows: Rows[R, K], columns: Columns | None) -> list[Prepared[K]]:
    """Return the rows of a slice, each ready to be written or with its faults."""
    return [_prepared(number, content, rows, columns) for number, content in numbered]


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
    number: int, content: bytes | list[str] | Fault, rows: Rows[R, K], columns: Columns | None
) -> Prepared[K]:
    reading = _read(content, rows.form, columns)
    document = reading.document
    stated = document.get(rows.form.named_by) if isinstance(document, dict) else None
    prepared = Prepared[K](number, name=stated[:64] if isinstance(stated, str) and stated.isprintable() else None)
    row, faults = (None, reading.faults) if reading.faults else _typed(document, rows)
    if row is not None:
        faults, prepared.named = list(rows.faults(row)), rows.named(row)
    if row is None or faults:
        prepared.faults = [row_fault(number, fault, reading.columns) for fault in faults[:_FAULTS_A_ROW]]
        return prepared
    made = rows.made(row)
    prepared.key = rows.key(row)
    prepared.digest = hashlib.sha256(orjson.dumps(document, option=orjson.OPT_SORT_KEYS)).hexdigest()
    prepared.record_id, prepared.event, prepared.drawn = made.record_id, made.event, dict(made.drawn)
    # as text: it crosses from process to process and into the database without being taken apart again
    prepared.rows = {table: orjson.dumps(array)[1:-1] for table, array in made.tables.items() if array}
    return prepared


def _read(content: bytes | list[str] | Fault, form: Form[R], columns: Columns | None) -> Reading:
    if isinstance(content, Fault):
        return Reading({}, faults=[content])
    if isinstance(content, list):
        return csv_rows.read(content, columns or Columns((), {"columns": {}}), form)
    try:
        document: Any = strict_json.loads(content)  # Any: whatever the line holds; the schema decides
    except MalformedJson as malformed:
        return Reading({}, faults=list(malformed.faults))
    return Reading(document)


def _typed(document: dict[str, Any], rows: Rows[R, K]) -> tuple[R | None, list[Fault]]:  # Any: a JSON document
    """Return the document as the form's model, or its faults."""
    if faults := _faults(document, rows.form, rows.code_lists):
        return None, faults
    try:
        return rows.form.model.model_validate(document), []
    except ValidationError as invalid:  # a year or a moment that cannot be
        return None, faults_in_body(invalid.errors())


def _faults(document: dict[str, Any], form: Form[R], lists: CodeLists) -> list[Fault]:  # Any: a JSON document
    """Return the faults of a document by its text encoding, its schema and its code lists."""
    # first, since text that was read in another encoding breaks other rules, too: say what it is
    if spelling.is_suspicious(str(document)) and (unreadable := list(spelling.faults(document, form.texts))):
        return unreadable
    schema = form.schema()
    if not schema.is_valid(document):
        return schema.faults(document, limit=_FAULTS_A_ROW, budget_ms=_STEPS_A_ROW * 1000, clock=count().__next__)[0]
    return schema.code_faults(document, lists)
