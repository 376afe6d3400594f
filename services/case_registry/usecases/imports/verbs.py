"""Use cases of imports: keep a column mapping, import a file, read its report and the results of its rows."""

from chassis.imports import asked, importing
from chassis.imports.columns import ColumnMapping
from chassis.imports.file_body import Received
from chassis.imports.parameters import ImportOptions, RowPosition, RowQuery
from chassis.imports.tally import Report
from chassis.unit.unit import Unit
from contracts.codelists import CodeLists
from contracts.json_types import JSON
from contracts.name_keys import TITLES
from contracts.national.justice.import_mapping import ImportMapping
from contracts.national.justice.import_report import ImportReport
from contracts.national.justice.import_row_page import ImportRowPage
from contracts.national.justice.kept_import_mapping import KeptImportMapping
from contracts.problems import InvalidInput, NotFound
from contracts.seats import Seat
from contracts.subject_keys import SubjectKeys
from contracts.working_days import HOLIDAYS
from services.case_registry.domain import days
from services.case_registry.domain import import_mappings as mappings
from services.case_registry.domain.case_state import Actor
from services.case_registry.domain.deadline_rules import LIST as DEADLINES
from services.case_registry.domain.imported_names import Nameable
from services.case_registry.domain.reads import Read
from services.case_registry.errors.imports import (
    FONT_NEEDED,
    MAPPING_IDLE,
    MAPPING_NEEDED,
    UNKNOWN_MAPPING,
    ImportRunning,
)
from services.case_registry.store import imports as store
from services.case_registry.usecases.asking import Asker, actor_of, sight_of
from services.case_registry.usecases.imports.held import held_offices
from services.case_registry.usecases.imports.records import CaseRecords
from services.case_registry.usecases.imports.rows import FORM, CaseRows


async def keep_mapping(unit: Unit, asker: Asker, mapping: ImportMapping) -> KeptImportMapping:
    """Keep a mapping of CSV columns to cases, and return it with its id; raise `InvalidInput` as the rules do."""
    actor = actor_of(unit, asker)
    if faults := [*mappings.faults(mapping)]:
        raise InvalidInput(faults=faults)
    kept = KeptImportMapping(mapping_id=unit.new_id("map"), kept_at=unit.now, mapping=mapping)
    document: dict[str, JSON] = mapping.model_dump(mode="json", by_alias=True, exclude_none=True)
    await store.add_mapping(unit, kept.mapping_id, actor.seat.member, document)
    return kept


async def import_cases(
    unit: Unit, asker: Asker, received: Received, options: ImportOptions, keys: SubjectKeys
) -> ImportReport:
    """Import the file's rows and report what became of each; a row that came before from the same source stays.

    Asked to withdraw, take out what these rows had brought, as long as nothing was done in it. Unless `partial`, one
    wrong row keeps all of them out. Raises `ImportRunning` while rows of the same source are being imported, and
    `InvalidInput` for a file of which no row can be read, or a mapping that does not fit.
    """
    actor = actor_of(unit, asker)
    if not await store.try_lock(unit, actor.seat.member, options.source):
        raise ImportRunning(source=options.source)
    mapping = await _mapping(unit, actor.seat.member, received, options)
    font = asked.font_of(mapping, options, missing=FONT_NEEDED)
    rows = _rows(unit, actor, options, keys, asker.code_lists)
    sight = sight_of(unit, asker, Read.EXPORT_CASES)
    records = CaseRecords(unit, _nameable(unit, asker, actor.seat), options.source, sight, actor.seat, rows.import_id)
    async with asked.opened(received, mapping, FORM.too_long) as file:
        tally = await importing.run(
            unit,
            file,
            rows,
            records,
            dry_run=options.dry_run,
            partial=options.partial,
            font=font,
            withdraw=options.withdraw,
        )
    report = _report(options, rows, tally)
    await store.add_report(unit, actor.seat, report, tally.results)
    return report


def _rows(unit: Unit, actor: Actor, options: ImportOptions, keys: SubjectKeys, lists: CodeLists) -> CaseRows:
    return CaseRows(
        by=actor.seat,
        kind=actor.kind,
        officer=actor.officer,
        now=unit.now,
        source=options.source,
        import_id=unit.new_id("imp"),
        exchange_id=unit.exchange_id,
        keys=keys,
        code_lists=lists.only({*FORM.schema().code_lists, TITLES, DEADLINES, HOLIDAYS}),
    )


async def get_import(unit: Unit, asker: Asker, import_id: str) -> ImportReport:
    """Return the report of an import in sight, with faults for whoever sees its rows; raise `NotFound`."""
    sees_rows = await store.is_in_sight(unit, import_id, sight_of(unit, asker, Read.LIST_IMPORT_ROWS))
    shown = importing.FAULTS_SHOWN if sees_rows else 0
    report = await store.report(unit, import_id, sight=sight_of(unit, asker, Read.IMPORT_BY_ID), most_faults=shown)
    if report is None:
        raise NotFound
    return report


async def list_rows(unit: Unit, asker: Asker, import_id: str, query: RowQuery) -> ImportRowPage:
    """Return one page of the rows of an import, in their order; raise `NotFound` as `get_import` does."""
    if not await store.is_in_sight(unit, import_id, sight_of(unit, asker, Read.LIST_IMPORT_ROWS)):
        raise NotFound
    after = query.after.row if query.after else 0
    rows = await store.rows(
        unit, import_id, outcome=query.outcome, changed=query.changed, after=after, limit=query.with_one_more
    )
    items, following = query.page(rows, lambda row: RowPosition(row=row.row))
    return ImportRowPage(items=items, next=following)


def _nameable(unit: Unit, asker: Asker, own: Seat) -> Nameable:
    """Return whom rows may name: of its member, the office that it acts from and those below."""
    return Nameable(own.member, held_offices(asker), asker.organisations, asker.code_lists, days.today(unit.now))


async def _mapping(unit: Unit, member: str, received: Received, options: ImportOptions) -> ColumnMapping | None:
    mapping_id = asked.mapping_named(received, options, needed=MAPPING_NEEDED, idle=MAPPING_IDLE)
    if mapping_id is None:
        return None
    mapping = await store.mapping(unit, mapping_id, member=member)
    if mapping is None:
        raise InvalidInput(faults=[UNKNOWN_MAPPING])
    return mapping


def _report(options: ImportOptions, rows: CaseRows, tally: Report) -> ImportReport:
    of_this = {
        "import_id": rows.import_id,
        "source": options.source,
        "mapping_id": options.mapping_id,
        "received_at": rows.now,
    }
    return ImportReport.model_validate(tally.stated | of_this)
