"""The `Store` port of imports for cases: which numbers are known, and how new cases are written and announced."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import ClassVar

from chassis.imports.ports import Known
from chassis.imports.prepared import Prepared, by_table
from chassis.imports.preparing import digest_of
from chassis.unit.unit import Unit
from contracts.problems import Fault
from contracts.seats import Seat
from services.case_registry.domain.exports import row_of
from services.case_registry.domain.imported_names import Nameable, Named
from services.case_registry.domain.imports import Key, OtherNumber
from services.case_registry.domain.reads import Sight
from services.case_registry.errors.imported_records import NUMBER_AGAIN
from services.case_registry.errors.imports import (
    GONE_ON,
    IMPORTED_OTHERWISE,
    NOT_IMPORTED,
    NUMBER_TAKEN,
    ImportRunning,
    number_twice,
)
from services.case_registry.events.imports import case_imported, import_withdrawn
from services.case_registry.store import cases, decisions, exports, imported_records, withdrawals
from services.case_registry.store import imports as store


@dataclass(frozen=True, slots=True)
class CaseRecords:
    """The cases of one member, as one of its earlier systems had them; in the transaction of the import."""

    unit: Unit
    nameable: Nameable
    source: str
    sight: Sight  # of an export
    by: Seat
    import_id: str
    seen: set[OtherNumber] = field(default_factory=set)  # numbers of other offices in the file so far

    taken: ClassVar[Fault] = NUMBER_TAKEN
    changed: ClassVar[Fault] = IMPORTED_OTHERWISE
    unknown: ClassVar[Fault] = NOT_IMPORTED
    gone_on: ClassVar[Fault] = GONE_ON

    def twice(self, first_row: int) -> Fault:
        """Return the fault of a number that an earlier row of the same file has."""
        return number_twice(first_row)

    def unfit(self, named: Named) -> Iterator[Fault]:
        """Yield the faults of whom a row names."""
        return self.nameable.faults(named)

    async def known(self, keys: Sequence[Key]) -> Sequence[Known]:
        """Return what the registry has under each of these numbers, in their order."""
        found = await store.known(self.unit, self.nameable.member, self.source, keys)
        if nameless := {key.others[0] for key in keys if not key.is_own}:
            here = await exports.numbered(self.unit, nameless, sight=self.sight)
            found = [
                known if key.is_own else replace(known, taken=here.get(key.others[0]))
                for key, known in zip(keys, found, strict=True)
            ]
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

    async def as_exported(self, found: Mapping[Key, str]) -> Mapping[Key, str]:
        """Return the digests of the rows that an export would give of these cases now, by their keys."""
        kept = await exports.among(self.unit, list(found.values()), sight=self.sight)
        member = self.nameable.member
        return {
            key: digest_of(row_of(kept[case_id], member, key.office, self.nameable.held))
            for key, case_id in found.items()
            if case_id in kept
        }

    async def withdraw(self, record_ids: Sequence[str], *, dry_run: bool) -> Collection[str]:
        """Take these cases out and announce it; return those that stay, since something was recorded in them."""
        found = await withdrawals.gone_on(self.unit, record_ids)
        staying = {case_id for case_id, (_, gone_on) in found.items() if gone_on}
        if not dry_run and (leaving := found.keys() - staying):
            await withdrawals.take_out(self.unit, leaving)
            for case_id in sorted(leaving):
                restriction, _ = found[case_id]
                self.unit.announce(import_withdrawn(self.unit, case_id, restriction, self.by, self.import_id))
        return staying

    async def write(self, new: Sequence[Prepared[Key]]) -> None:
        """Write the cases and announce them; raise `ImportRunning` when somebody took a number since we looked."""
        for record in new:
            if record.event is not None:
                self.unit.announce(case_imported(self.unit, record.record_id, record.event))
        await self._give_numbers(new)
        rows = by_table(new)
        own = sum(record.key is not None and record.key.is_own for record in new)
        if await cases.add_cases(self.unit, rows) != own:
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
