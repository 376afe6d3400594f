"""Use cases of imports: keep a column mapping, import a file, read its report and the results of its rows."""

from dataclasses import replace
from typing import Final

from chassis.imports import asked, importing
from chassis.imports.columns import ColumnMapping
from chassis.imports.file_body import Received
from chassis.imports.parameters import RowPosition, RowQuery
from chassis.imports.tally import Report
from chassis.reference.rights import seats_below
from chassis.reference.tables import Concerned
from chassis.unit.unit import Unit
from contracts.json_types import JSON
from contracts.name_keys import TITLES
from contracts.national.civil.event_import_mapping import EventImportMapping
from contracts.national.civil.event_import_report import EventImportReport
from contracts.national.civil.event_import_row_page import EventImportRowPage
from contracts.national.civil.kept_event_import_mapping import KeptEventImportMapping
from contracts.problems import InvalidInput, NotFound
from contracts.working_days import HOLIDAYS
from services.civil_registration.domain import civil_rules, duplicates, lateness
from services.civil_registration.domain import import_mappings as mappings
from services.civil_registration.domain.actions import Author
from services.civil_registration.errors.imports import (
    FONT_MISSING,
    MAPPING_IDLE,
    MAPPING_NEEDED,
    MAPPING_UNKNOWN,
    EventImportRunning,
    MayNotImport,
)
from services.civil_registration.store import imports as store
from services.civil_registration.usecases.asking import RIGHTS, Asker, author_of
from services.civil_registration.usecases.imports.records import EventRecords, offices_of
from services.civil_registration.usecases.imports.rows import FORM, EventRows
from services.civil_registration.wire.imports import EventImportOptions

_RULES: Final = (civil_rules.LIST, lateness.DEADLINES, HOLIDAYS, TITLES)


async def keep_mapping(unit: Unit, asker: Asker, mapping: EventImportMapping) -> KeptEventImportMapping:
    """Keep how the columns of a file become events, and return it with its id.

    Raises `OfficeNeeded`, `MayNotImport`, and `InvalidInput` for columns that become what no row has.
    """
    author = _importer(unit, asker, "keepEventImportMapping")
    if faults := [*mappings.faults(mapping)]:
        raise InvalidInput(faults=faults)
    kept = KeptEventImportMapping(mapping_id=unit.new_id("emp"), kept_at=unit.now, mapping=mapping)
    document: dict[str, JSON] = mapping.model_dump(mode="json", by_alias=True, exclude_none=True)
    await store.add_mapping(unit, kept.mapping_id, author.seat.member, document)
    return kept


async def import_events(unit: Unit, asker: Asker, received: Received, options: EventImportOptions) -> EventImportReport:
    """Import the file's rows and report what became of each; a row that came before from the same source stays.

    Asked to withdraw, take out what these rows had brought, as long as nothing was done with it. Unless `partial`, one
    wrong row keeps all of them out. Raises `OfficeNeeded`, `MayNotImport`, `EventImportRunning`, and `InvalidInput` for
    a file of which no row can be read, or a mapping that does not fit.
    """
    author = _importer(unit, asker, "importEvents")
    if not await store.try_lock(unit, author.seat.member):
        raise EventImportRunning
    mapping = await _mapping(unit, author.seat.member, received, options)
    rows = EventRows(
        by=author,
        kind=options.kind,
        source=options.source,
        import_id=unit.new_id("eim"),
        code_lists=asker.lists.only({*FORM.schema().code_lists, *_RULES}),
    )
    offices = offices_of(seats_below(asker.caller, asker.organisations), RIGHTS.kinds["registrar"], asker.organisations)
    alike = duplicates.rules_for(options.kind, asker.lists, author.today)
    records = EventRecords(unit, author, options.source, rows.import_id, options.kind, offices, alike, asker.lists)
    await records.begin()
    async with asked.opened(received, mapping, FORM.too_long) as file:
        tally = await importing.run(
            unit,
            file,
            rows,
            records,
            dry_run=options.dry_run,
            partial=options.partial,
            font=asked.font_of(mapping, options, missing=FONT_MISSING),
            withdraw=options.withdraw,
        )
    if tally.imported:
        await records.look_again()
    report = _report(options, rows, tally)
    await store.add_report(unit, author.seat, report, tally.results)
    return report


async def get_import(unit: Unit, asker: Asker, import_id: str) -> EventImportReport:
    """Return the report of an import in sight; raise `NotFound`."""
    await _must_be_in_sight(unit, asker, "eventImportById", import_id)
    return await store.report(unit, import_id, most_faults=importing.FAULTS_SHOWN)


async def list_rows(unit: Unit, asker: Asker, import_id: str, query: RowQuery) -> EventImportRowPage:
    """Return one page of the rows of an import, in their order; raise `NotFound` as `get_import` does."""
    await _must_be_in_sight(unit, asker, "listEventImportRows", import_id)
    after = query.after.row if query.after else 0
    rows = await store.rows(
        unit, import_id, outcome=query.outcome, changed=query.changed, after=after, limit=query.with_one_more
    )
    items, following = query.page(rows, lambda row: RowPosition(row=row.row))
    return EventImportRowPage(items=items, next=following)


def _importer(unit: Unit, asker: Asker, operation: str) -> Author:
    author = author_of(unit, asker)
    if not RIGHTS.allows(operation, asker.caller, Concerned({"registrar": [author.seat]}), asker.organisations):
        raise MayNotImport
    return replace(author, client_action_id=None)  # one request becomes an action of each of many events


async def _must_be_in_sight(unit: Unit, asker: Asker, operation: str, import_id: str) -> None:
    seat = await store.office_of(unit, import_id)
    if seat is None or not RIGHTS.allows(
        operation, asker.caller, Concerned({"registrar": [seat]}), asker.organisations
    ):
        raise NotFound


async def _mapping(unit: Unit, member: str, received: Received, options: EventImportOptions) -> ColumnMapping | None:
    mapping_id = asked.mapping_named(received, options, needed=MAPPING_NEEDED, idle=MAPPING_IDLE)
    if mapping_id is None:
        return None
    mapping = await store.mapping(unit, mapping_id, member=member, kind=options.kind.value)
    if mapping is None:
        raise InvalidInput(faults=[MAPPING_UNKNOWN])
    return mapping


def _report(options: EventImportOptions, rows: EventRows, tally: Report) -> EventImportReport:
    of_this = {
        "import_id": rows.import_id,
        "source": options.source,
        "kind": options.kind.value,
        "mapping_id": options.mapping_id,
        "received_at": rows.by.at,
    }
    return EventImportReport.model_validate(tally.stated | of_this)
