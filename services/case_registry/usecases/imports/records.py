"""The `Store` port of imports for cases: which numbers are known, and how new cases are written and announced."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import ClassVar

from chassis.imports.ports import Known
from chassis.imports.prepared import Prepared, by_table
from chassis.unit.unit import Unit
from contracts.problems import Fault
from services.case_registry.domain.imported_names import Nameable, Named
from services.case_registry.domain.imports import Key, OtherNumber
from services.case_registry.errors.imported_records import NUMBER_AGAIN
from services.case_registry.errors.imports import IMPORTED_OTHERWISE, NUMBER_TAKEN, ImportRunning, number_twice
from services.case_registry.events.imports import case_imported
from services.case_registry.store import cases, decisions, imported_records
from services.case_registry.store import imports as store


@dataclass(frozen=True, slots=True)
class CaseRecords:
    """The cases of one member, as one of its earlier systems had them; in the transaction of the import."""

    unit: Unit
    nameable: Nameable
    source: str
    seen: set[OtherNumber] = field(default_factory=set)  # numbers of other offices in the file so far

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
        found = await store.known(self.unit, self.nameable.member, self.source, keys)
        return [replace(known, fault=self._fault_of(key)) for key, known in zip(keys, found, strict=True)]

    def _fault_of(self, key: Key) -> Fault | None:
        """Return what speaks against the numbers of other offices: another row of the file has one.

        What the registry has under it is not asked: the importer need not see it, and claims nothing of that office.
        """
        for place, number in enumerate(key.others):
            if number in self.seen:
                return replace(NUMBER_AGAIN, pointer=f"/numbers/{place}/number")
        self.seen.update(key.others)
        return None

    async def write(self, new: Sequence[Prepared[Key]]) -> None:
        """Write the cases and announce them; raise `ImportRunning` when somebody took a number since we looked."""
        for record in new:
            if record.event is not None:
                self.unit.announce(case_imported(self.unit, record.record_id, record.event))
        await self._give_numbers(new)
        rows = by_table(new)
        if await cases.add_cases(self.unit, rows) != sum(record.key is not None for record in new):
            raise ImportRunning(source=self.source)
        await imported_records.add(self.unit, rows)
        marked = [
            store.marked(self.nameable.member, self.source, record.key, record.record_id, record.digest)
            for record in new
            if record.key is not None
        ]
        await store.mark(self.unit, marked)

    async def _give_numbers(self, new: Sequence[Prepared[Key]]) -> None:
        """Put the national identifier in the place of each decision's token, in the order of the rows."""
        wanted = Counter(series for record in new for series in record.drawn.values())
        # in one order everywhere: two imports of courts never wait for each other's counters
        latest = {series: await decisions.next_numbers(self.unit, series, wanted[series]) for series in sorted(wanted)}
        following = {series: latest[series] - count + 1 for series, count in wanted.items()}
        for record in new:
            for token, series in record.drawn.items():
                given = f"{series}.{following[series]}".encode()
                following[series] += 1
                record.rows = {table: rows.replace(token.encode(), given) for table, rows in record.rows.items()}
