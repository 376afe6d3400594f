"""Importing the cases of earlier systems: all rows or none, unless the right ones are asked for."""

import asyncio
from collections.abc import AsyncGenerator, Iterator, Sequence
from contextlib import aclosing
from typing import Any, Final

from chassis.process.work import WorkPool
from chassis.unit.settlement import write_announced
from chassis.unit.unit import Unit
from contracts.json_types import JSON
from contracts.national.justice.import_mapping import ImportMapping
from contracts.national.justice.import_report import ImportReport
from contracts.national.justice.import_row_page import ImportRowPage
from contracts.national.justice.kept_import_mapping import KeptImportMapping
from contracts.problems import Fault, InvalidInput, NotFound
from contracts.subject_keys import SubjectKeys
from contracts.voucher import Caller
from services.case_registry.domain.words import Seat
from services.case_registry.errors.imports import (
    IMPORTED_OTHERWISE,
    MAPPING_IDLE,
    MAPPING_NEEDED,
    NUMBER_TAKEN,
    UNKNOWN_MAPPING,
    ImportRunning,
    number_twice,
)
from services.case_registry.events import imports as events
from services.case_registry.store import cases
from services.case_registry.store import imports as store
from services.case_registry.usecases.importing import reading
from services.case_registry.usecases.importing.preparing import Plan, Prepared, prepare, told
from services.case_registry.usecases.importing.reading import Row
from services.case_registry.usecases.importing.tally import IMPORTED, NOT_KEPT, REFUSED, UNCHANGED, Tally
from services.case_registry.wire.imports import CSV, ImportAsked, Received, RowPosition, RowQuery

REFUSED_AT_MOST: Final = 10_000  # a file with more wrong rows has one fault, and nobody reads the rest
_FAULTS_SHOWN: Final = 100


async def keep_mapping(unit: Unit, caller: Caller, mapping: ImportMapping) -> KeptImportMapping:
    """Keep how the columns of a CSV file become cases."""
    kept = KeptImportMapping(mapping_id=unit.new_id("map"), kept_at=unit.now, mapping=mapping)
    document: dict[str, JSON] = mapping.model_dump(mode="json", by_alias=True, exclude_none=True)
    await store.add_mapping(unit, kept.mapping_id, caller.member, document)
    return kept


async def import_cases(
    unit: Unit, caller: Caller, received: Received, asked: ImportAsked, keys: SubjectKeys
) -> ImportReport:
    """Import the file's rows and report what became of each; a row that came before from the same source stays.

    Unless `partial`, one wrong row keeps all of them out. Raises `ImportRunning` while rows of the same source are
    being imported, and `InvalidInput` for a file of which no row can be read, or a mapping that does not fit.
    """
    if not await store.try_lock(unit, caller.member, asked.source):
        raise ImportRunning(source=asked.source)
    file = reading.opened(received.file, await _mapping(unit, caller, received, asked))
    plan = Plan(
        by=Seat(caller.member, caller.office),
        kind=caller.kind,
        officer=caller.officer,
        now=unit.now,
        source=asked.source,
        import_id=unit.new_id("imp"),
        exchange_id=unit.exchange_id,
        columns=file.columns,
        keys=keys,
    )
    tally = Tally()
    async with unit.connection.begin_nested() as savepoint:
        async with aclosing(_prepared(file.slices, plan)) as slices:
            async for rows in slices:
                await _decide(unit, asked, plan, rows, tally)
                if tally.refused > REFUSED_AT_MOST:
                    break
        if tally.refused and not asked.partial:
            await savepoint.rollback()
            unit.announced.clear()
            tally.undo()
    report = _report(asked, plan, tally)
    await store.add_report(unit, caller.member, report, tally.results)
    return report


async def get_import(unit: Unit, caller: Caller, import_id: str) -> ImportReport:
    """Return the report of one of the member's imports; raise `NotFound`."""
    report = await store.report(unit, import_id, member=caller.member, most_faults=_FAULTS_SHOWN)
    if report is None:
        raise NotFound
    return report


async def list_rows(unit: Unit, caller: Caller, import_id: str, query: RowQuery) -> ImportRowPage:
    """Return one page of the rows of an import, in their order; raise `NotFound` as `get_import` does."""
    if not await store.is_of(unit, import_id, caller.member):
        raise NotFound
    after = query.after.row if query.after else 0
    # one more than asked for tells whether there is a next page
    found = await store.rows(unit, import_id, outcome=query.outcome, after=after, limit=query.limit + 1)
    items = found[: query.limit]
    more = len(found) > query.limit
    return ImportRowPage(items=items, next=query.cursor(RowPosition(row=items[-1].row)) if more else None)


async def _mapping(
    unit: Unit, caller: Caller, received: Received, asked: ImportAsked
) -> dict[str, Any] | None:  # Any: an ImportMapping document
    if received.media_type != CSV:
        if asked.mapping_id is not None:
            raise InvalidInput(faults=[MAPPING_IDLE])
        return None
    if asked.mapping_id is None:
        raise InvalidInput(faults=[MAPPING_NEEDED])
    mapping = await store.mapping(unit, asked.mapping_id, member=caller.member)
    if mapping is None:
        raise InvalidInput(faults=[UNKNOWN_MAPPING])
    return mapping


async def _prepared(slices: Iterator[list[Row]], plan: Plan) -> AsyncGenerator[list[Prepared], None]:
    """Yield the slices prepared: the first in a thread, since most files have no second; the rest in another process.

    While one slice is being written the next is prepared. A slice of rows that are long, or made to be explained for
    long, takes more than the loop can wait for, and so does looking for the end of an endless row.
    """
    first = await asyncio.to_thread(next, slices, None)
    if first is None:
        return
    pool = WorkPool()
    try:
        ahead = None
        while (rows := await asyncio.to_thread(next, slices, None)) is not None:
            coming = asyncio.ensure_future(pool.run(prepare, rows, plan))
            yield await asyncio.to_thread(prepare, first, plan) if ahead is None else await ahead
            ahead = coming
        yield await asyncio.to_thread(prepare, first, plan) if ahead is None else await ahead
    finally:
        pool.close()


async def _decide(unit: Unit, asked: ImportAsked, plan: Plan, rows: Sequence[Prepared], tally: Tally) -> None:
    """Decide about each row of a slice, and write those that become cases."""
    new: list[Prepared] = []
    ready = [each for each in rows if each.key is not None]
    known = await store.known(unit, plan.by.member, asked.source, [each.key for each in ready if each.key is not None])
    under = dict(zip((each.row for each in ready), known, strict=True))
    for each in rows:
        if each.key is None:
            tally.refuse(each, each.faults)
            continue
        earlier = tally.first_rows.setdefault(each.key, each.row)
        there = under[each.row]
        if earlier != each.row:
            _refuse(tally, each, number_twice(earlier), plan)
        elif there.imported is not None and there.digest == each.digest:
            tally.note(each, UNCHANGED, there.imported)
        elif there.imported is not None or there.taken is not None:
            fault = NUMBER_TAKEN if there.imported is None else IMPORTED_OTHERWISE
            _refuse(tally, each, fault, plan, there.imported or there.taken)
        elif asked.dry_run or (tally.refused and not asked.partial):
            tally.note(each, NOT_KEPT)
        else:
            tally.note(each, IMPORTED, each.case_id)
            new.append(each)
    if new:
        await _write(unit, asked, plan, new)


def _refuse(tally: Tally, row: Prepared, fault: Fault, plan: Plan, case_id: str | None = None) -> None:
    named = plan.columns.mapping["columns"] if plan.columns else {}
    headings = {f"/{target}": heading for heading, target in named.items()}
    tally.refuse(row, [told(row.row, fault, headings)], case_id)


async def _write(unit: Unit, asked: ImportAsked, plan: Plan, new: Sequence[Prepared]) -> None:
    await write_announced(unit)  # of the slice before: the last one's wait for the end, and wake the relay
    tables: dict[str, list[bytes]] = {}
    for each in new:
        for table, rows in each.rows.items():
            tables.setdefault(table, []).append(rows)
        if each.event is not None:
            unit.announce(events.case_imported(unit, each.case_id, each.event))
    if await cases.add_cases(unit, tables) != len(new):
        raise ImportRunning(source=asked.source)  # somebody took one of the numbers since we looked
    await store.mark(
        unit,
        [
            store.marked(plan.by.member, asked.source, each.key, each.case_id, each.digest)
            for each in new
            if each.key is not None
        ],
    )


def _report(asked: ImportAsked, plan: Plan, tally: Tally) -> ImportReport:
    if asked.dry_run:
        status = "checkedWithFaults" if tally.refused else "checked"
    elif tally.refused:
        status = "partlyImported" if asked.partial else "refused"
    else:
        status = "imported"
    ignored = [each[:100] for each in plan.columns.ignored[:200]] if plan.columns else []
    return ImportReport(
        import_id=plan.import_id,
        source=asked.source,
        status=status,
        dry_run=asked.dry_run,
        partial=asked.partial,
        mapping_id=asked.mapping_id,
        received_at=plan.now,
        rows=len(tally.results),
        imported=tally.count(IMPORTED),
        unchanged=tally.count(UNCHANGED),
        refused=tally.count(REFUSED),
        not_kept=tally.count(NOT_KEPT),
        faults=tally.faults(_FAULTS_SHOWN) or None,
        ignored_columns=ignored or None,
        truncated=True if tally.refused > REFUSED_AT_MOST else None,
    )
