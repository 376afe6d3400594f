"""Makes a slice of rows ready to be written, or says what is wrong with them; without I/O, so that a pool can do it."""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from itertools import count
from typing import Any, Final

import orjson
from pydantic import ValidationError

from chassis.http.model_faults import faults_in_body
from chassis.unit.announcements import document_of
from contracts import strict_json
from contracts.catalogue import Catalogue, CompiledSchema
from contracts.identifiers import new_id
from contracts.json_types import JSON
from contracts.national.events.case_imported import CaseImported
from contracts.national.justice.import_fault import ImportFault
from contracts.national.justice.imported_case import ImportedCase
from contracts.problems import Fault, MalformedJson
from contracts.subject_keys import SubjectKeys
from services.case_registry.domain import imports as rules
from services.case_registry.domain.importing import columns as csv_rows
from services.case_registry.domain.importing import spelling
from services.case_registry.domain.importing.columns import Columns, Reading, column_of
from services.case_registry.domain.imports import Key, key_of
from services.case_registry.domain.words import Seat
from services.case_registry.store.cases import rows_of
from services.case_registry.usecases.importing.making import Origin, made
from services.case_registry.usecases.importing.reading import Row

_SCHEMA: Final = "https://schemas.saphan.gov.la/justice/imported-case/v1"
_FAULTS_A_ROW: Final = 10
# ten thousand wrong rows are explained in about a minute; steps, since by the clock a busy hour would find fewer faults
_STEPS_A_ROW: Final = 2_000


@dataclass(frozen=True, slots=True)
class Plan:
    """What every row of an import shares."""

    by: Seat
    kind: str
    officer: str | None
    now: datetime
    source: str
    import_id: str
    exchange_id: str | None
    columns: Columns | None
    keys: SubjectKeys


@dataclass(slots=True)
class Prepared:
    """A row, ready to be written or with its faults."""

    row: int
    number: str | None = None
    faults: list[ImportFault] = field(default_factory=list)
    key: Key | None = None
    digest: str = ""
    case_id: str = ""
    rows: dict[str, bytes] = field(default_factory=dict)  # by table: JSON objects with commas between
    event: dict[str, JSON] | None = None  # a `CaseImported`, as a document: it is taken apart and made again for less


def prepare(rows: list[Row], plan: Plan) -> list[Prepared]:
    """Return the rows, each ready to be written or with its faults."""
    return [_prepared(number, content, plan) for number, content in rows]


def _prepared(number: int, content: bytes | list[str] | Fault, plan: Plan) -> Prepared:
    reading = _read(content, plan)
    document = reading.document
    stated = document.get("number") if isinstance(document, dict) else None
    prepared = Prepared(number, number=stated[:64] if isinstance(stated, str) and stated.isprintable() else None)
    row, found = (None, reading.faults) if reading.faults else _typed(document)
    if row is not None:
        found = list(rules.faults(row, now=plan.now, office=plan.by.office))
    if row is None or found:
        prepared.faults = [told(number, each, reading.columns) for each in found[:_FAULTS_A_ROW]]
        return prepared
    prepared.key = key_of(row, plan.by.office)
    prepared.digest = hashlib.sha256(orjson.dumps(document, option=orjson.OPT_SORT_KEYS)).hexdigest()
    _make(prepared, row, plan)
    return prepared


def _read(content: bytes | list[str] | Fault, plan: Plan) -> Reading:
    if isinstance(content, Fault):
        return Reading({}, faults=[content])
    if isinstance(content, list):
        columns = plan.columns or Columns((), {})
        return csv_rows.read(content, columns)
    try:
        document: Any = strict_json.loads(content)  # Any: whatever the line holds; the schema decides
    except MalformedJson as malformed:
        return Reading({}, faults=list(malformed.faults))
    return Reading(document)


def _typed(document: dict[str, Any]) -> tuple[ImportedCase | None, list[Fault]]:  # Any: a JSON document
    """Return the document as what it has to be, or what keeps it from being that."""
    if found := _faults(document):
        return None, found
    try:
        return ImportedCase.model_validate(document), []
    except ValidationError as invalid:  # a year or a moment that cannot be
        return None, faults_in_body(invalid.errors())


def _faults(document: dict[str, Any]) -> list[Fault]:  # Any: a JSON document
    """Return what keeps the document from being an `ImportedCase`."""
    # first, since text that was read in another encoding breaks other rules, too: say what it is
    if spelling.is_suspicious(str(document)) and (unreadable := list(spelling.faults(document))):
        return unreadable
    schema = _schema()
    if not schema.is_valid(document):
        return schema.faults(document, limit=_FAULTS_A_ROW, budget_ms=_STEPS_A_ROW * 1000, clock=count().__next__)[0]
    return schema.code_faults(document)


@cache
def _schema() -> CompiledSchema:
    return Catalogue.load().validator(_SCHEMA)


def told(row: int, fault: Fault, columns: dict[str, str]) -> ImportFault:
    """Return a fault as reports have it, with the heading of the column that it came from."""
    column = column_of(fault.pointer or "", columns)
    return ImportFault(
        row=row,
        column=None if column is None else column[:100],
        pointer=fault.pointer,
        code=fault.code,
        lo=fault.lo,
        en=fault.en,
    )


def _make(prepared: Prepared, row: ImportedCase, plan: Plan) -> None:
    seat = Seat(plan.by.member, row.office or plan.by.office)
    case, standing, history = made(
        row, Origin(seat, plan.kind, plan.officer, plan.now, plan.source, new_id("cas", at=plan.now))
    )
    prepared.case_id = case.case_id
    tables = rows_of(case, standing, history, plan.keys, plan.exchange_id)
    # as text: it crosses from process to process and into the database without being taken apart again
    prepared.rows = {table: orjson.dumps(rows)[1:-1] for table, rows in tables.items() if rows}
    imported = CaseImported(
        case_id=case.case_id,
        category=case.category,
        place=case.place,
        opened_on=case.opened_on,
        restriction=case.restriction,
        imported_by=plan.by.member,
        status=case.status,
        status_on=row.status_on or row.opened_on,
        import_id=plan.import_id,
    )
    prepared.event = document_of(imported)
