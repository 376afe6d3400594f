"""The `Store` port of imports for old books: which numbers are known, and how new events are written and announced."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from sqlalchemy.exc import IntegrityError

from chassis.imports.ports import Known
from chassis.imports.prepared import Prepared, by_table
from chassis.unit.unit import Unit
from contracts.organisations import Organisations
from contracts.problems import Fault
from contracts.seats import Seat
from contracts.subject_keys import SubjectKeys
from services.civil_registration.domain.actions import Act, Action, Author
from services.civil_registration.domain.imports import Key
from services.civil_registration.errors.imports import (
    ENTRY_CHANGED,
    ENTRY_GONE_ON,
    ENTRY_TAKEN,
    ENTRY_UNKNOWN,
    EventImportRunning,
    entry_twice,
    not_yours,
)
from services.civil_registration.events.events import recorded, recorded_document
from services.civil_registration.store import events
from services.civil_registration.store import imports as store
from services.civil_registration.usecases.asking import Asker
from services.civil_registration.usecases.duplicates import look_at


@dataclass(frozen=True, slots=True)
class EventRecords:
    """The events of one member's offices, as their old books had them; in the transaction of the import."""

    unit: Unit
    by: Author
    source: str
    import_id: str
    offices: frozenset[str]  # for which the importer speaks, and which register
    asker: Asker
    keys: SubjectKeys

    taken: ClassVar[Fault] = ENTRY_TAKEN
    changed: ClassVar[Fault] = ENTRY_CHANGED
    unknown: ClassVar[Fault] = ENTRY_UNKNOWN
    gone_on: ClassVar[Fault] = ENTRY_GONE_ON

    def twice(self, first_row: int) -> Fault:
        """Return the fault of a number that an earlier row of the same file has."""
        return entry_twice(first_row)

    def unfit(self, named: str) -> Iterator[Fault]:
        """Yield the fault of an office whose register the importer does not keep."""
        if named not in self.offices:
            yield not_yours(sorted(self.offices))

    async def known(self, keys: Sequence[Key]) -> Sequence[Known]:
        """Return what the register has under each of these numbers, in their order."""
        return await store.known(self.unit, self.by.seat.member, self.source, keys)

    async def as_exported(self, _found: Mapping[Key, str]) -> Mapping[Key, str]:
        """Return nothing: the register exports no rows that could come back."""
        return {}

    async def withdraw(self, record_ids: Sequence[str], *, dry_run: bool) -> Collection[str]:
        """Take these events out by an action in their logs, and announce it; return those that stay."""
        staying = await store.gone_on(self.unit, record_ids)
        leaving = [event_id for event_id in record_ids if event_id not in staying]
        if dry_run or not leaving:
            return staying
        action = Action(Act.WITHDRAW_IMPORT, self.by, {"importId": self.import_id})
        for event_id, record in await events.withdraw(self.unit, leaving, action):
            document = recorded_document(event_id, record, action.kind)
            self.unit.announce(recorded(self.unit, event_id, document))
        await store.unmark(self.unit, leaving)
        return staying

    async def write(self, new: Sequence[Prepared[Key]]) -> None:
        """Write the events of a slice and announce them.

        Raises `EventImportRunning` where somebody took a number since we looked, or a new tracking id met an old one.
        """
        for record in new:
            if record.event is not None:
                self.unit.announce(recorded(self.unit, record.record_id, record.event))
        try:
            await events.add_events(self.unit, by_table(new))
        except IntegrityError as met:
            raise EventImportRunning from met
        marked = [
            store.marked(self.by.seat.member, self.source, record.key, record.record_id, record.digest)
            for record in new
            if record.key is not None
        ]
        await store.mark(self.unit, marked)
        await self._look_for_duplicates([record.record_id for record in new])

    async def _look_for_duplicates(self, event_ids: Sequence[str]) -> None:
        """Flag what may stand in two books, or be in the register already: a person decides, and nothing is refused."""
        written = await events.records(self.unit, event_ids)
        for kind in {record.kind for record in written.values()}:
            await look_at(self.unit, self.asker, kind, written, self.keys)


def offices_of(held: Collection[Seat], kinds: Collection[str], organisations: Organisations) -> frozenset[str]:
    """Return the codes of those of these offices that register, closed ones with their books included."""
    facts = [organisations.offices.get(seat) for seat in held]
    return frozenset(each.seat.office for each in facts if each is not None and each.kind in kinds)
