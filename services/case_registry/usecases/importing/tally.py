"""What became of the rows of an import, while it goes on and when it has ended."""

from dataclasses import dataclass, field

from contracts.national.justice.import_fault import ImportFault
from contracts.national.justice.import_row import ImportRow
from services.case_registry.domain.imports import Key
from services.case_registry.usecases.importing.preparing import Prepared

IMPORTED, UNCHANGED, REFUSED, NOT_KEPT = "imported", "unchanged", "refused", "notKept"


@dataclass(slots=True)
class Tally:
    """Results row by row, and the numbers that the file has shown so far."""

    results: list[ImportRow] = field(default_factory=list)
    first_rows: dict[Key, int] = field(default_factory=dict)
    refused: int = 0

    def refuse(self, row: Prepared, faults: list[ImportFault], case_id: str | None = None) -> None:
        """Note a wrong row."""
        self.refused += 1
        self.note(row, REFUSED, case_id, faults)

    def note(
        self, row: Prepared, outcome: str, case_id: str | None = None, faults: list[ImportFault] | None = None
    ) -> None:
        """Note what became of a row."""
        # built from parts that are valid already: a hundred thousand rows are not checked twice
        self.results.append(
            ImportRow.model_construct(
                row=row.row, number=row.number or None, outcome=outcome, case_id=case_id, faults=faults
            )
        )

    def count(self, outcome: str) -> int:
        """Return how many rows came to that."""
        return sum(each.outcome == outcome for each in self.results)

    def undo(self) -> None:
        """Note that what had been imported is not kept after all."""
        for each in self.results:
            if each.outcome == IMPORTED:
                each.outcome, each.case_id = NOT_KEPT, None

    def faults(self, most: int) -> list[ImportFault]:
        """Return the first faults."""
        found: list[ImportFault] = []
        for each in self.results:
            found += each.faults or ()
            if len(found) >= most:
                break
        return found[:most]
