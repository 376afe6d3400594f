"""Results of an import, row by row, and their counts."""

from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from chassis.imports.faults import RowFault
from chassis.imports.prepared import Prepared
from contracts.json_types import JSON

K = TypeVar("K", bound=Hashable)

IMPORTED, UNCHANGED, REFUSED, NOT_KEPT, WITHDRAWN = "imported", "unchanged", "refused", "notKept", "withdrawn"


@dataclass(slots=True)
class Result:
    """Outcome of one row."""

    row: int
    name: str | None
    outcome: str
    record_id: str | None = None
    faults: list[RowFault] | None = None
    changes: list[dict[str, JSON]] = field(default_factory=list)


@dataclass(slots=True)
class Tally(Generic[K]):
    """Results of the rows so far, and the keys that the file has used."""

    results: list[Result] = field(default_factory=list)
    first_rows: dict[K, int] = field(default_factory=dict)
    refused: int = 0

    def refuse(self, row: Prepared[K], faults: list[RowFault], record_id: str | None = None) -> None:
        """Add a refused row with its faults."""
        self.refused += 1
        self.results.append(Result(row.row, row.name or None, REFUSED, record_id, faults, row.changes))

    def note(self, row: Prepared[K], outcome: str, record_id: str | None = None) -> None:
        """Add the outcome of a valid row."""
        self.results.append(Result(row.row, row.name or None, outcome, record_id, None, row.changes))

    def count(self, outcome: str) -> int:
        """Return the number of rows with that outcome."""
        return sum(result.outcome == outcome for result in self.results)

    def undo(self) -> None:
        """Mark every imported or withdrawn row as not kept: the import was rolled back."""
        for result in self.results:
            if result.outcome == IMPORTED:
                result.outcome, result.record_id = NOT_KEPT, None
            elif result.outcome == WITHDRAWN:
                result.outcome = NOT_KEPT

    def faults(self, most: int) -> list[RowFault]:
        """Return the first `most` faults."""
        first: list[RowFault] = []
        for result in self.results:
            first += result.faults or ()
            if len(first) >= most:
                break
        return first[:most]


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """Report of an import: its status, counts, first faults, and the result of every row."""

    status: str
    dry_run: bool
    partial: bool
    rows: int
    imported: int
    unchanged: int
    refused: int
    not_kept: int
    withdrawn: int
    faults: list[RowFault]
    ignored_columns: list[str]
    truncated: bool  # too many rows were wrong: those behind them were not looked at
    results: list[Result]

    @property
    def stated(self) -> dict[str, Any]:  # Any: values of a report's model
        """What every report states of it, by the names of models; what there is nothing to say of is None."""
        return {
            "status": self.status,
            "dry_run": self.dry_run,
            "partial": self.partial,
            "rows": self.rows,
            "imported": self.imported,
            "unchanged": self.unchanged,
            "refused": self.refused,
            "not_kept": self.not_kept,
            "withdrawn": self.withdrawn or None,
            "faults": [fault.stated() for fault in self.faults] or None,
            "ignored_columns": self.ignored_columns or None,
            "truncated": self.truncated or None,
        }
