"""The `Store` port of imports for old books: which numbers are known, and how new events are written and announced."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import ClassVar, Final

from sqlalchemy.exc import IntegrityError

from chassis.imports.ports import Known
from chassis.imports.prepared import Prepared, by_table
from chassis.unit.unit import Unit
from contracts.codelists import CodeLists
from contracts.json_types import JSON
from contracts.organisations import Organisations
from contracts.problems import Fault
from contracts.seats import Seat
from services.civil_registration.domain.actions import Act, Action, Author
from services.civil_registration.domain.duplicates import Rule
from services.civil_registration.domain.imports import Key, of_the_register
from services.civil_registration.domain.kinds import EventKind
from services.civil_registration.domain.records import continued
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
from services.civil_registration.store import duplicates, events
from services.civil_registration.store import imports as store
from services.civil_registration.store.appending import append_to_all
from services.civil_registration.usecases.duplicates import noted
from services.civil_registration.usecases.known import known_of_all

_LONGEST: Final = timedelta(minutes=10)  # no transaction lasts so long: the gateway waits for an import for five
_OPENING: Final = 1  # the action of an entry that is looked at: the one that brought it in
_MANY: Final = 5_000  # events of others that are looked at in one statement


@dataclass(frozen=True, slots=True)
class EventRecords:
    """The events of one member's offices, as their old books had them; in the transaction of the import."""

    unit: Unit
    by: Author
    source: str
    import_id: str
    kind: EventKind
    offices: frozenset[str]  # for which the importer speaks, and which register
    alike: Sequence[Rule]  # by which duplicates are looked for
    lists: CodeLists
    cautions: dict[Key, Sequence[Mapping[str, JSON]]] = field(default_factory=dict)  # of rows of the slice
    written: set[str] = field(default_factory=set)  # ids of the events so far

    taken: ClassVar[Fault] = ENTRY_TAKEN
    changed: ClassVar[Fault] = ENTRY_CHANGED
    unknown: ClassVar[Fault] = ENTRY_UNKNOWN
    gone_on: ClassVar[Fault] = ENTRY_GONE_ON

    async def begin(self) -> None:
        """Make ready to look for duplicates in tables that grow with every slice."""
        await duplicates.look_anew(self.unit)

    def twice(self, first_row: int) -> Fault:
        """Return the fault of a number that an earlier row of the same file has."""
        return entry_twice(first_row)

    def unfit(self, named: str) -> Iterator[Fault]:
        """Yield the fault of an office whose register the importer does not keep."""
        if named not in self.offices:
            yield not_yours(sorted(self.offices))

    async def known(self, keys: Sequence[Key]) -> Sequence[Known]:
        """Return what the register has under each of these numbers, in their order, and what its rules say of it."""
        self.cautions.clear()
        found = await store.known(self.unit, self.by.seat.member, self.source, keys)
        asked = [(place, key.asked) for place, key in enumerate(keys) if key.asked and found[place].taken is None]
        entries = await known_of_all(self.unit, self.kind, [each.facts for _, each in asked])
        for (place, each), known in zip(asked, entries, strict=True):
            said = of_the_register(self.kind, each, known, self.lists, self.by.today)
            if said.warnings:
                self.cautions[keys[place]] = said.warnings
            if said.faults:
                found[place] = replace(found[place], fault=said.faults[0])
        return found

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
        for event_id, record in (await store.withdraw(self.unit, leaving, action)).items():
            document = recorded_document(event_id, record, action.kind)
            self.unit.announce(recorded(self.unit, event_id, document))
        await store.unmark(self.unit, leaving)
        return staying

    async def write(self, new: Sequence[Prepared[Key]]) -> None:
        """Write the events of a slice and announce them.

        Raises `EventImportRunning` where somebody took a number since we looked, or a new tracking id met an old one.
        """
        for record in new:
            if record.key is not None and (warnings := self.cautions.pop(record.key, None)):
                record.rows = store.cautioned(record.rows, warnings)
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
        self.written.update(record.record_id for record in new)
        await self._look([record.record_id for record in new])

    async def look_again(self) -> None:
        """Flag what others have written since the import began: until now neither saw the events of the other.

        Who writes an event of this kind meanwhile waits until the import is in the register.
        """
        if not self.written or not self.alike:
            return
        await duplicates.wait_for_all(self.unit)
        lately = await duplicates.changed_since(self.unit, self.kind, self.unit.now - _LONGEST)
        others = [event_id for event_id in lately if event_id not in self.written]
        for begin in range(0, len(others), _MANY):
            found = await duplicates.find(self.unit, others[begin : begin + _MANY], self.alike)
            await self._flag([(rule, mine, other) for rule, other, mine in found if mine in self.written], self.written)

    async def _look(self, event_ids: Sequence[str]) -> None:
        """Flag what may stand in two books, or be in the register already: a person decides, and nothing is refused."""
        if self.alike:
            await self._flag(await duplicates.find(self.unit, event_ids, self.alike), set(event_ids))

    async def _flag(self, found: Sequence[tuple[Rule, str, str]], looked_for: Collection[str]) -> None:
        actions = await noted(self.unit, self.by, found, looked_for, _OPENING)
        if not actions:
            return
        before = await events.records(self.unit, list(actions))
        after = {event_id: continued(before[event_id], log) for event_id, log in actions.items()}
        await append_to_all(self.unit, {event_id: (before[event_id], record) for event_id, record in after.items()})
        for event_id, log in actions.items():
            for action in log:
                document = recorded_document(event_id, after[event_id], action.kind)
                self.unit.announce(recorded(self.unit, event_id, document))


def offices_of(held: Collection[Seat], kinds: Collection[str], organisations: Organisations) -> frozenset[str]:
    """Return the codes of those of these offices that register, closed ones with their books included."""
    facts = [organisations.offices.get(seat) for seat in held]
    return frozenset(each.seat.office for each in facts if each is not None and each.kind in kinds)
