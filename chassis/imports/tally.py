"""Results of the rows of an import, counted while it goes on and when it has ended."""

from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from chassis.imports.faults import RowFault
from chassis.imports.prepared import Prepared

K = TypeVar("K", bound=Hashable)

IMPORTED, UNCHANGED, REFUSED, NOT_KEPT = "imported", "unchanged", "refused", "notKept"


@dataclass(slots=True)
class Result:
    """What became of one row."""

    row: int
    name: str | None
    outcome: str
    record_id: str | None = None
    faults: list[RowFault] | None = None


@dataclass(slots=True)
class Tally(Generic[K]):
    """Results row by row, and the keys that the file has shown so far."""

    results: list[Result] = field(default_factory=list)
    first_rows: dict[K, int] = field(default_factory=dict)
    refused: int = 0

    def refuse(self, row: Prepared[K], faults: list[RowFault], record_id: str | None = None) -> None:
        """Note a wrong row."""
        self.refused += 1
        self.results.append(Result(row.row, row.name or None, REFUSED, record_id, faults))

    def note(self, row: Prepared[K], outcome: str, record_id: str | None = None) -> None:
        """Note what became of a right row."""
        self.results.append(Result(row.row, row.name or None, outcome, record_id))

    def count(self, outcome: str) -> int:
        """Return how many rows came to that."""
        return sum(each.outcome == outcome for each in self.results)

    def undo(self) -> None:
        """Note that what had been imported is not kept after all."""
        for each in self.results:
            if each.outcome == IMPORTED:
                each.outcome, each.record_id = NOT_KEPT, None

    def faults(self, most: int) -> list[RowFault]:
        """Return the first faults."""
        found: list[RowFault] = []
        for each in self.results:
            found += each.faults or ()
            if len(found) >= most:
                break
        return found[:most]


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """An import in one word and in numbers, with its first faults and the result of every row."""

    status: str
    dry_run: bool
    partial: bool
    rows: int
    imported: int
    unchanged: int
    refused: int
    not_kept: int
    faults: list[RowFault]
    ignored_columns: list[str]
    truncated: bool  # too many rows were wrong: those behind them were not looked at
    results: list[Result]
