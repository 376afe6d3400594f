"""Withdraws what a file had brought: each row's record is taken out, unless something was done in it since."""

from collections.abc import Hashable, Sequence
from typing import TypeVar

from chassis.imports.columns import Columns
from chassis.imports.looking_up import look_up_names
from chassis.imports.ports import Store
from chassis.imports.prepared import Prepared
from chassis.imports.preparing import row_fault
from chassis.imports.tally import NOT_KEPT, WITHDRAWN, Tally

K = TypeVar("K", bound=Hashable)


async def decide(
    prepared: Sequence[Prepared[K]], store: Store[K], tally: Tally[K], columns: Columns | None, *, dry_run: bool
) -> None:
    """Decide about each row of a slice, and take out what may go; a row is known by its key, whatever else it says."""
    headings = columns.by_pointer if columns else {}
    look_up_names(prepared, store, headings)
    rows = [row for row in prepared if row.key is not None]
    known = await store.known([row.key for row in rows if row.key is not None])
    records = {row.row: each.imported for row, each in zip(rows, known, strict=True)}
    found = list(dict.fromkeys(record for record in records.values() if record is not None))
    staying = await store.withdraw(found, dry_run=dry_run) if found else ()
    for row in prepared:
        record = records.get(row.row)
        if row.key is None:
            tally.refuse(row, row.faults)
        elif (first_row := tally.first_rows.setdefault(row.key, row.row)) != row.row:
            tally.refuse(row, [row_fault(row.row, store.twice(first_row), headings)])
        elif record is None:
            tally.refuse(row, [row_fault(row.row, store.unknown, headings)])
        elif record in staying:
            tally.refuse(row, [row_fault(row.row, store.gone_on, headings)], record)
        else:
            tally.note(row, NOT_KEPT if dry_run else WITHDRAWN, record)
