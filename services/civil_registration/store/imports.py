"""SQL of imports: known numbers of old books, reports, results of rows, and column mappings."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final, cast

import orjson
from sqlalchemy import BigInteger, Text, bindparam, delete, func, select, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, insert

from chassis.imports.columns import ColumnMapping
from chassis.imports.ports import Known
from chassis.imports.tally import Result
from chassis.postgres.advisory_locks import lock_key
from chassis.postgres.statements import insert_all, table_of
from chassis.unit.unit import Unit
from contracts.json_types import JSON
from contracts.national.civil.event_import_report import EventImportReport
from contracts.national.civil.event_import_row import EventImportRow
from contracts.national.justice.import_change import ImportChange
from contracts.national.justice.import_fault import ImportFault
from contracts.official_numbers import dashless_number
from contracts.seats import Seat
from services.civil_registration.domain.actions import Act, Action
from services.civil_registration.domain.imports import Key
from services.civil_registration.domain.records import Record, continued
from services.civil_registration.models.imports import (
    ImportedEventRow,
    ImportMappingRow,
    ImportReportRow,
    ImportResultRow,
)
from services.civil_registration.store.appending import append_to_all
from services.civil_registration.store.events import ACTIONS, BOOK, EVENTS, NUMBERS, REGISTRATION, records

_IMPORTED: Final = table_of(ImportedEventRow)
_REPORTS: Final = table_of(ImportReportRow)
_RESULTS: Final = table_of(ImportResultRow)
_MAPPINGS: Final = table_of(ImportMappingRow)
_BATCH: Final = 5_000
_LOCK: Final = select(func.pg_try_advisory_xact_lock(bindparam("scope", type_=BigInteger)))
# `limit 1` in the laterals: a join would read the whole table; `offset 0`: so would one that begins with the events
_KNOWN: Final = text("""
    select wanted.place, imported.event_id as imported, imported.source, imported.digest,
        coalesce(imported.event_id, booked.event_id) as taken
    from jsonb_to_recordset(:keys) as wanted (place int, office text, kind text, year int, normal text, dashless text)
    left join lateral (
        select event_id, source, digest from imported_events
        where member = :member and office = wanted.office and kind = wanted.kind and year = wanted.year
            and normal = wanted.normal
        limit 1
    ) imported on true
    left join lateral (
        select known.event_id from civil_numbers known
        cross join lateral (
            select kind, registered_by, registered_office, registered_on from civil_events
            where event_id = known.event_id offset 0
        ) event
        where known.key = wanted.dashless and known.type in (:book, :registration) and event.registered_by = :member
            and event.registered_office = wanted.office and event.kind = wanted.kind
            and extract(year from event.registered_on) = wanted.year
        limit 1
    ) booked on true
""").bindparams(bindparam("keys", type_=JSONB), bindparam("book", BOOK), bindparam("registration", REGISTRATION))
_MARK: Final = insert_all(_IMPORTED)
_KEEP_RESULTS: Final = insert_all(_RESULTS)
# what the register itself found is not what somebody did
_GONE_ON: Final = (
    select(ACTIONS.c.event_id)
    .distinct()
    .where(
        ACTIONS.c.event_id == bindparam("ids", type_=ARRAY(Text)).any_(),
        ACTIONS.c.position > 0,
        ACTIONS.c.kind != Act.FIND_DUPLICATE,
    )
)


async def try_lock(unit: Unit, member: str) -> bool:
    """Take the advisory lock of the member's imports until the unit ends; return False when another holds it."""
    return bool(await unit.connection.scalar(_LOCK, {"scope": lock_key("import", member)}))


async def known(unit: Unit, member: str, source: str, keys: Sequence[Key]) -> list[Known]:
    """Return what the register has under each of these numbers of the member's offices, in their order."""
    wanted: list[JSON] = [
        {
            "place": place,
            "office": key.office,
            "kind": key.kind,
            "year": key.year,
            "normal": key.normal,
            "dashless": dashless_number(key.normal),
        }
        for place, key in enumerate(keys)
    ]
    rows = await unit.connection.execute(_KNOWN, {"keys": wanted, "member": member})
    found = {row.place: row for row in rows}
    return [_known(found[place], source) for place in range(len(keys))]


def _known(row: Any, source: str) -> Known:  # Any: a row of `_KNOWN`
    is_of_source = row.source == source
    return Known(row.imported if is_of_source else None, row.digest if is_of_source else None, row.taken)


async def mark(unit: Unit, rows: Sequence[Mapping[str, JSON]]) -> None:
    """Keep which events came from which numbers of the source."""
    await unit.connection.execute(_MARK, {_IMPORTED.name: list(rows)})


def marked(member: str, source: str, key: Key, event_id: str, digest: str) -> dict[str, JSON]:
    """Return the row that ties an event to its number in the source, as `mark` takes it."""
    origin: dict[str, JSON] = {"member": member, "office": key.office, "kind": key.kind, "year": key.year}
    return origin | {"normal": key.normal, "source": source, "event_id": event_id, "digest": digest}


def cautioned(rows: Mapping[str, bytes], warnings: Sequence[Mapping[str, JSON]]) -> dict[str, bytes]:
    """Return the rows of a new event with these warnings in the action that opens it, and the flag that shows them."""
    event, action = (orjson.loads(rows[table.name]) for table in (EVENTS, ACTIONS))
    action["content"]["warnings"] += warnings
    event["flags"] = list(dict.fromkeys([*event["flags"], "unusual"]))
    return {**rows, EVENTS.name: orjson.dumps(event), ACTIONS.name: orjson.dumps(action)}


async def gone_on(unit: Unit, event_ids: Sequence[str]) -> set[str]:
    """Return those of the events in which something was done since they came."""
    return set(await unit.connection.scalars(_GONE_ON, {"ids": list(event_ids)}))


async def withdraw(unit: Unit, event_ids: Sequence[str], action: Action) -> dict[str, Record]:
    """Append this action to the log of each of these events and take their numbers; return them as they are then."""
    before = await records(unit, event_ids)
    after = {event_id: continued(record, [action]) for event_id, record in before.items()}
    await append_to_all(unit, {event_id: (before[event_id], record) for event_id, record in after.items()})
    own = NUMBERS.c.event_id.in_(event_ids) & NUMBERS.c.type.in_((BOOK, REGISTRATION))
    await unit.connection.execute(delete(NUMBERS).where(own))
    return after


async def unmark(unit: Unit, event_ids: Collection[str]) -> None:
    """Forget that these events came from a source: their numbers are free for another import."""
    await unit.connection.execute(delete(_IMPORTED).where(_IMPORTED.c.event_id.in_(event_ids)))


async def add_report(unit: Unit, by: Seat, report: EventImportReport, results: Sequence[Result]) -> None:
    """Write an import's report and the result of every row."""
    facts = report.model_dump(exclude={"faults", "ignored_columns", "truncated", "withdrawn"})
    headings = [heading.root for heading in report.ignored_columns or ()] or None
    stated = {**by.to_document(), "ignored_columns": headings, "truncated": bool(report.truncated)}
    await unit.connection.execute(insert(_REPORTS).values(facts | stated | {"withdrawn": report.withdrawn or 0}))
    for begin in range(0, len(results), _BATCH):
        batch = [_result(report.import_id, each) for each in results[begin : begin + _BATCH]]
        await unit.connection.execute(_KEEP_RESULTS, {_RESULTS.name: batch})


async def office_of(unit: Unit, import_id: str) -> Seat | None:
    """Return the office that imported, or None where there is no such import."""
    asked = select(_REPORTS.c.member, _REPORTS.c.office).where(_REPORTS.c.import_id == import_id)
    row = (await unit.connection.execute(asked)).first()
    return None if row is None else Seat(row.member, row.office)


async def report(unit: Unit, import_id: str, *, most_faults: int) -> EventImportReport:
    """Return the report of an import that is there, with its first faults."""
    query = select(_REPORTS).where(_REPORTS.c.import_id == import_id)
    facts: dict[str, Any] = {**(await unit.connection.execute(query)).mappings().one()}  # Any: SQL types
    wrong = await rows(unit, import_id, outcome="refused", after=0, limit=most_faults)
    faults = [fault for row in wrong for fault in row.faults or ()][:most_faults]
    del facts["member"], facts["office"]
    return EventImportReport.model_validate(
        facts
        | {"truncated": facts["truncated"] or None, "withdrawn": facts["withdrawn"] or None, "faults": faults or None}
    )


async def rows(
    unit: Unit, import_id: str, *, outcome: str | None, changed: bool = False, after: int, limit: int
) -> list[EventImportRow]:
    """Return the results of rows after this row number, in their order."""
    query = select(_RESULTS).where(_RESULTS.c.import_id == import_id, _RESULTS.c.row > after)
    if outcome is not None:
        query = query.where(_RESULTS.c.outcome == outcome)
    if changed:
        query = query.where(_RESULTS.c.changes.is_not(None))
    results = await unit.connection.execute(query.order_by(_RESULTS.c.row).limit(limit))
    return [
        EventImportRow(
            row=result["row"],
            number=result["number"],
            outcome=result["outcome"],
            event_id=result["event_id"],
            faults=[ImportFault.model_validate(fault) for fault in result["faults"] or ()] or None,
            changes=[ImportChange.model_validate(change) for change in result["changes"] or ()] or None,
        )
        for result in results.mappings()
    ]


async def add_mapping(unit: Unit, mapping_id: str, member: str, mapping: Mapping[str, JSON]) -> None:
    """Keep a mapping."""
    row = {"mapping_id": mapping_id, "member": member, "kept_at": unit.now, "mapping": mapping}
    await unit.connection.execute(insert(_MAPPINGS).values(row))


async def mapping(unit: Unit, mapping_id: str, *, member: str, kind: str) -> ColumnMapping | None:
    """Return one of the member's mappings for events of this kind."""
    query = select(_MAPPINGS.c.mapping).where(_MAPPINGS.c.mapping_id == mapping_id, _MAPPINGS.c.member == member)
    kept: dict[str, Any] | None = await unit.connection.scalar(query)  # Any: a JSON document
    if kept is None or kept["kind"] != kind:
        return None
    # cast: the document of the schema is the mapping that the chassis reads, and says the kind beside it
    return cast("ColumnMapping", kept)


def _result(import_id: str, result: Result) -> dict[str, JSON]:
    faults: list[JSON] = [fault.stated() for fault in result.faults or ()]
    facts: dict[str, JSON] = {
        "row": result.row,
        "number": result.name,
        "outcome": result.outcome,
        "event_id": result.record_id,
    }
    return {"import_id": import_id, **facts, "faults": faults or None, "changes": result.changes or None}
