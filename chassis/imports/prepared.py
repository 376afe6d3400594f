"""A prepared row on its way from the process pool to the store: ready to be written, or with its faults."""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from chassis.imports.faults import RowFault
from contracts.json_types import JSON

K = TypeVar("K", bound=Hashable)


@dataclass(slots=True)
class Prepared(Generic[K]):
    """A row, ready to be written if it has a key, else with its faults."""

    row: int
    name: str | None = None
    faults: list[RowFault] = field(default_factory=list)
    changes: list[dict[str, JSON]] = field(default_factory=list)  # texts that were read otherwise than they stand there
    named: object = None  # whom it names, by `Rows.named`, as far as the row can be judged
    key: K | None = None
    digest: str = ""
    record_id: str = ""
    rows: dict[str, bytes] = field(default_factory=dict)  # by table: JSON objects with commas between
    drawn: dict[str, str] = field(default_factory=dict)  # tokens in the rows that the store puts numbers for
    event: dict[str, JSON] | None = None  # as a document: it is taken apart and made again for less


def by_table(prepared: Iterable[Prepared[K]]) -> dict[str, list[bytes]]:
    """Return the rows of many records by table, as JSON texts to be joined with commas."""
    tables: dict[str, list[bytes]] = {}
    for record in prepared:
        for table, rows in record.rows.items():
            tables.setdefault(table, []).append(rows)
    return tables
