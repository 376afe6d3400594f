"""Runs an import: slices of rows are prepared in another process, decided and written in one transaction."""

import asyncio
from collections.abc import AsyncGenerator, Hashable, Mapping, Sequence
from contextlib import aclosing
from typing import Final, TypeVar

from pydantic import BaseModel

from chassis.imports import withdrawing
from chassis.imports.columns import Columns
from chassis.imports.fonts import Font
from chassis.imports.looking_up import look_up_names
from chassis.imports.ports import Known, Rows, Store
from chassis.imports.prepared import Prepared
from chassis.imports.preparing import prepare, row_fault
from chassis.imports.reading import Opened
from chassis.imports.tally import IMPORTED, NOT_KEPT, REFUSED, UNCHANGED, WITHDRAWN, Report, Tally
from chassis.process.work import WorkPool
from chassis.unit.settlement import write_announced
from chassis.unit.unit import Unit
from contracts.problems import Fault

R = TypeVar("R", bound=BaseModel)
E = TypeVar("E")
K = TypeVar("K", bound=Hashable)

REFUSED_AT_MOST: Final = 10_000  # a file with more wrong rows has one fault, and nobody reads the rest
FAULTS_SHOWN: Final = 100


async def run(
    unit: Unit,
    file: Opened,
    rows: Rows[R, E, K],
    store: Store[K],
    *,
    dry_run: bool,
    partial: bool,
    font: Font | None = None,
    withdraw: bool = False,
) -> Report:
    """Import the file's rows and return the report; a row that was imported before from the same source is kept.

    To `withdraw` takes the records of these rows out again. With a font, texts that were typed in it are read as it
    showed them.

    Unless `partial`, one wrong row keeps all of them out, and what was announced of them is not. Raises what the store
    raises, and `InvalidInput` for a file with too many rows.
    """
    tally, headings = Tally[K](), file.columns.by_pointer if file.columns else {}
    async with unit.connection.begin_nested() as savepoint:
        async with aclosing(_prepared(file, rows, font)) as slices:
            async for prepared in slices:
                if withdraw:
                    await withdrawing.decide(prepared, store, tally, file.columns, dry_run=dry_run)
                    await write_announced(unit)
                elif new := await _decide(prepared, store, tally, headings, dry_run=dry_run, partial=partial):
                    # of the slice before: those of the last one wait for the end, and wake the relay
                    await write_announced(unit)
                    await store.write(new)
                if tally.refused > REFUSED_AT_MOST:
                    break
        if tally.refused and not partial:
            await savepoint.rollback()
            unit.announced.clear()
            tally.undo()
    return _report(tally, file.columns, dry_run=dry_run, partial=partial, withdraw=withdraw)


async def _prepared(file: Opened, rows: Rows[R, E, K], font: Font | None) -> AsyncGenerator[list[Prepared[K]], None]:
    """Yield the slices prepared: the first in a thread, since most files have no second; the rest in another process.

    While one slice is being written the next is prepared. A slice of rows that are long, or made to be explained for
    long, takes more than the loop can wait for, and so does looking for the end of an endless row.
    """
    first = await asyncio.to_thread(next, file.slices, None)
    if first is None:
        return
    pool = WorkPool()
    try:
        ahead = None
        while (further := await asyncio.to_thread(next, file.slices, None)) is not None:
            coming = asyncio.ensure_future(pool.run(prepare, further, rows, file.columns, font))
            yield await asyncio.to_thread(prepare, first, rows, file.columns, font) if ahead is None else await ahead
            ahead = coming
        yield await asyncio.to_thread(prepare, first, rows, file.columns, font) if ahead is None else await ahead
    finally:
        pool.close()


async def _decide(
    prepared: Sequence[Prepared[K]],
    store: Store[K],
    tally: Tally[K],
    headings: dict[str, str],
    *,
    dry_run: bool,
    partial: bool,
) -> list[Prepared[K]]:
    """Decide about each row of a slice; return the rows to write."""
    new: list[Prepared[K]] = []

    def refuse(row: Prepared[K], fault: Fault, record_id: str | None = None) -> None:
        tally.refuse(row, [row_fault(row.row, fault, headings)], record_id)

    look_up_names(prepared, store, headings)
    keys = {row.row: row.key for row in prepared if row.key is not None}
    known_by_row = dict(zip(keys, await store.known(list(keys.values())), strict=True))
    as_exported = await _as_exported(prepared, known_by_row, store)
    for row in prepared:
        if row.key is None:
            tally.refuse(row, row.faults)
            continue
        first_row, known = tally.first_rows.setdefault(row.key, row.row), known_by_row[row.row]
        if first_row != row.row:
            refuse(row, store.twice(first_row))
        elif row.digest in (known.imported and known.digest, as_exported.get(row.key)):
            tally.note(row, UNCHANGED, known.imported or known.taken)
        elif known.imported is not None:
            refuse(row, store.changed, known.imported)
        elif known.taken is not None:
            refuse(row, store.taken, known.taken)
        elif known.fault is not None:
            refuse(row, known.fault)
        elif dry_run or (tally.refused and not partial):
            tally.note(row, NOT_KEPT)
        else:
            tally.note(row, IMPORTED, row.record_id)
            new.append(row)
    return new


async def _as_exported(
    prepared: Sequence[Prepared[K]], known_by_row: Mapping[int, Known], store: Store[K]
) -> Mapping[K, str]:
    """Return the digests of records that are here already, as they are now: what was exported is no other row."""
    found = {
        row.key: record
        for row in prepared
        if row.key is not None
        and (known := known_by_row[row.row]).digest != row.digest
        and (record := known.imported or known.taken)
    }
    return await store.as_exported(found) if found else {}


def _report(tally: Tally[K], columns: Columns | None, *, dry_run: bool, partial: bool, withdraw: bool) -> Report:
    if dry_run:
        status = "checkedWithFaults" if tally.refused else "checked"
    elif tally.refused:
        status = ("partlyWithdrawn" if withdraw else "partlyImported") if partial else "refused"
    else:
        status = WITHDRAWN if withdraw else IMPORTED
    return Report(
        status=status,
        dry_run=dry_run,
        partial=partial,
        rows=len(tally.results),
        imported=tally.count(IMPORTED),
        unchanged=tally.count(UNCHANGED),
        refused=tally.count(REFUSED),
        not_kept=tally.count(NOT_KEPT),
        withdrawn=tally.count(WITHDRAWN),
        faults=tally.faults(FAULTS_SHOWN),
        ignored_columns=[heading[:100] for heading in columns.ignored] if columns else [],
        truncated=tally.refused > REFUSED_AT_MOST,
        results=tally.results,
    )
