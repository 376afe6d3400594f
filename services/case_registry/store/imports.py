"""SQL of imports: known numbers, reports, results of rows, and column mappings."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Integer,
    Table,
    Text,
    bindparam,
    column,
    func,
    literal_column,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlalchemy.sql.selectable import LateralFromClause

from chassis.imports.columns import ColumnMapping
from chassis.imports.ports import Known
from chassis.imports.tally import Result
from chassis.postgres.advisory_locks import lock_key
from chassis.postgres.statements import insert_all, table_of
from chassis.unit.unit import Unit
from contracts.json_types import JSON
from contracts.national.justice.import_change import ImportChange
from contracts.national.justice.import_fault import ImportFault
from contracts.national.justice.import_report import ImportReport
from contracts.national.justice.import_row import ImportRow
from contracts.seats import Seat
from services.case_registry.domain.imports import Key
from services.case_registry.domain.reads import Reach, Sight
from services.case_registry.models.imports import ImportedCaseRow, ImportMappingRow, ImportReportRow, ImportResultRow
from services.case_registry.store.cases import NUMBERS
from services.case_registry.store.seats import in_seats

_IMPORTED: Final = table_of(ImportedCaseRow)
_REPORTS: Final = table_of(ImportReportRow)
_RESULTS: Final = table_of(ImportResultRow)
_MAPPINGS: Final = table_of(ImportMappingRow)
_BATCH: Final = 5_000

_LOCK: Final = select(func.pg_try_advisory_xact_lock(bindparam("scope", type_=BigInteger)))
_wanted = (
    func.jsonb_to_recordset(bindparam("keys", type_=JSONB))
    .table_valued(column("place", Integer), column("office", Text), column("year", Integer), column("normal", Text))
    .render_derived(name="wanted", with_types=True)
)


def _under_the_key(table: Table, *also: ColumnElement[bool]) -> LateralFromClause:
    """Return the lateral query of the row with a wanted number; `limit 1`, since a join would read the whole table."""
    same = (table.c[name] == _wanted.c[name] for name in ("office", "year", "normal"))
    return select(table).where(table.c.member == bindparam("member"), *same, *also).limit(literal_column("1")).lateral()


_imported = _under_the_key(_IMPORTED, _IMPORTED.c.source == bindparam("source"))
_numbered = _under_the_key(NUMBERS, NUMBERS.c.own)
_KNOWN: Final = select(
    _wanted.c.place, _imported.c.case_id.label("imported"), _imported.c.digest, _numbered.c.case_id.label("taken")
).select_from(_wanted.outerjoin(_imported, true()).outerjoin(_numbered, true()))
_MARK: Final = insert_all(_IMPORTED)
_KEEP_RESULTS: Final = insert_all(_RESULTS)


async def try_lock(unit: Unit, member: str, source: str) -> bool:
    """Take the advisory lock of the source until the unit ends; return False when another import holds it."""
    return bool(await unit.connection.scalar(_LOCK, {"scope": lock_key("import", member, source)}))


async def known(unit: Unit, member: str, source: str, keys: Sequence[Key]) -> list[Known]:
    """Return what the registry has under each of these numbers of the member, in their order."""
    wanted: list[JSON] = [
        {"place": place, "office": key.office, "year": key.year, "normal": key.normal} for place, key in enumerate(keys)
    ]
    rows = await unit.connection.execute(_KNOWN, {"keys": wanted, "member": member, "source": source})
    answers = {row.place: Known(row.imported, row.digest, row.taken) for row in rows}
    return [answers[place] for place in range(len(keys))]


async def mark(unit: Unit, rows: Sequence[Mapping[str, JSON]]) -> None:
    """Keep which cases came from which numbers of the source."""
    await unit.connection.execute(_MARK, {_IMPORTED.name: list(rows)})


def marked(member: str, source: str, key: Key, case_id: str, digest: str) -> dict[str, JSON]:
    """Return the row that ties a case to its number in the source, as `mark` takes it."""
    origin: dict[str, JSON] = {"member": member, "source": source, "office": key.office, "year": key.year}
    return origin | {"normal": key.normal, "case_id": case_id, "digest": digest}


async def add_report(unit: Unit, by: Seat, report: ImportReport, results: Sequence[Result]) -> None:
    """Write an import's report and the result of every row."""
    facts = report.model_dump(exclude={"faults", "ignored_columns", "truncated", "withdrawn"})
    headings = [heading.root for heading in report.ignored_columns or ()] or None
    stated = {**by.to_document(), "ignored_columns": headings, "truncated": bool(report.truncated)}
    await unit.connection.execute(insert(_REPORTS).values(facts | stated | {"withdrawn": report.withdrawn or 0}))
    for begin in range(0, len(results), _BATCH):
        batch = [_result(report.import_id, heading) for heading in results[begin : begin + _BATCH]]
        await unit.connection.execute(_KEEP_RESULTS, {_RESULTS.name: batch})


async def report(unit: Unit, import_id: str, *, sight: Sight, most_faults: int) -> ImportReport | None:
    """Return the report of an import in sight, with its first faults."""
    query = select(_REPORTS).where(_REPORTS.c.import_id == import_id, in_sight(sight))
    report_row = (await unit.connection.execute(query)).mappings().first()
    if report_row is None:
        return None
    wrong = await rows(unit, import_id, outcome="refused", after=0, limit=most_faults)
    faults = [fault for row in wrong for fault in row.faults or ()][:most_faults]
    facts: dict[str, Any] = {**report_row}  # Any: SQL types
    del facts["member"], facts["office"]
    return ImportReport.model_validate(
        facts
        | {"truncated": facts["truncated"] or None, "withdrawn": facts["withdrawn"] or None, "faults": faults or None}
    )


async def rows(
    unit: Unit, import_id: str, *, outcome: str | None, changed: bool = False, after: int, limit: int
) -> list[ImportRow]:
    """Return the results of rows after this row number, in their order."""
    query = select(_RESULTS).where(_RESULTS.c.import_id == import_id, _RESULTS.c.row > after)
    if outcome is not None:
        query = query.where(_RESULTS.c.outcome == outcome)
    if changed:
        query = query.where(_RESULTS.c.changes.is_not(None))
    results = await unit.connection.execute(query.order_by(_RESULTS.c.row).limit(limit))
    return [
        ImportRow(
            row=result["row"],
            number=result["number"],
            outcome=result["outcome"],
            case_id=result["case_id"],
            faults=[ImportFault.model_validate(fault) for fault in result["faults"]] if result["faults"] else None,
            changes=[ImportChange.model_validate(change) for change in result["changes"]]
            if result["changes"]
            else None,
        )
        for result in results.mappings()
    ]


async def is_in_sight(unit: Unit, import_id: str, sight: Sight) -> bool:
    """Tell whether there is such an import in sight."""
    query = select(_REPORTS.c.import_id).where(_REPORTS.c.import_id == import_id, in_sight(sight))
    return await unit.connection.scalar(query) is not None


async def add_mapping(unit: Unit, mapping_id: str, member: str, mapping: Mapping[str, JSON]) -> None:
    """Keep a mapping."""
    row = {"mapping_id": mapping_id, "member": member, "kept_at": unit.now, "mapping": mapping}
    await unit.connection.execute(insert(_MAPPINGS).values(row))


async def mapping(unit: Unit, mapping_id: str, *, member: str) -> ColumnMapping | None:
    """Return one of the member's mappings."""
    query = select(_MAPPINGS.c.mapping).where(_MAPPINGS.c.mapping_id == mapping_id, _MAPPINGS.c.member == member)
    kept: ColumnMapping | None = await unit.connection.scalar(query)
    return kept


def in_sight(sight: Sight) -> ColumnElement[bool]:
    """Return the condition that an import is in sight."""
    seats = [sight.of(reach) for reach in (Reach.OWN, Reach.ABOVE, Reach.MEMBER) if sight.at(reach)]
    return in_seats(_REPORTS.c.member, _REPORTS.c.office, frozenset().union(*seats))


def _result(import_id: str, result: Result) -> dict[str, JSON]:
    faults: list[JSON] = [fault.stated() for fault in result.faults or ()]
    facts: dict[str, JSON] = {
        "row": result.row,
        "number": result.name,
        "outcome": result.outcome,
        "case_id": result.record_id,
    }
    return {"import_id": import_id, **facts, "faults": faults or None, "changes": result.changes or None}
