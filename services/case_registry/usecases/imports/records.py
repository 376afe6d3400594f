"""The `Store` port of imports for cases: which numbers are known, and how new cases are written and announced."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

from chassis.imports.ports import Known
from chassis.imports.prepared import Prepared, by_table
from chassis.unit.unit import Unit
from contracts.problems import Fault
from services.case_registry.domain.imports import Key, Nameable, Named
from services.case_registry.errors.imports import IMPORTED_OTHERWISE, NUMBER_TAKEN, ImportRunning, number_twice
from services.case_registry.events.imports import case_imported
from services.case_registry.store import cases
from services.case_registry.store import imports as store


@dataclass(frozen=True, slots=True)
class CaseRecords:
    """The cases of one member, as one of its earlier systems had them; in the transaction of the import."""

    unit: Unit
    nameable: Nameable
    source: str

    taken: ClassVar[Fault] = NUMBER_TAKEN
    changed: ClassVar[Fault] = IMPORTED_OTHERWISE

    def twice(self, first_row: int) -> Fault:
        """Return the fault of a number that an earlier row of the same file has."""
        return number_twice(first_row)

    def unfit(self, named: Named) -> Iterator[Fault]:
        """Yield the faults of whom a row names."""
        return self.nameable.faults(named)

    async def known(self, keys: Sequence[Key]) -> Sequence[Known]:
        """Return what the registry has under each of these numbers, in their order."""
        return await store.known(self.unit, self.nameable.member, self.source, keys)

    async def write(self, new: Sequence[Prepared[Key]]) -> None:
        """Write the cases and announce them; raise `ImportRunning` when somebody took a number since we looked."""
        for record in new:
            if record.event is not None:
                self.unit.announce(case_imported(self.unit, record.record_id, record.event))
        if await cases.add_cases(self.unit, by_table(new)) != len(new):
            raise ImportRunning(source=self.source)
        marked = [
            store.marked(self.nameable.member, self.source, record.key, record.record_id, record.digest)
            for record in new
            if record.key is not None
        ]
        await store.mark(self.unit, marked)
