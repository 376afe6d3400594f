"""The `Rows` port of imports for old books: the form of a row, its faults, its key, and the event that it becomes."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import ClassVar, Final

from chassis.imports.ports import Form, Made
from contracts.catalogue import Catalogue
from contracts.codelists import CodeLists
from contracts.compiled import CompiledSchema
from contracts.identifiers import new_id
from contracts.national.civil.imported_event import ImportedEvent
from contracts.problems import Fault
from contracts.seats import Seat
from services.civil_registration.domain import imports as rules
from services.civil_registration.domain.actions import Author
from services.civil_registration.domain.imports import Book, Entry, Key
from services.civil_registration.domain.kinds import KINDS, EventKind
from services.civil_registration.domain.records import replay
from services.civil_registration.errors.imports import ENTRY_TOO_LONG
from services.civil_registration.events.events import recorded_document
from services.civil_registration.store.events import rows_of


@cache
def _schema() -> CompiledSchema:
    return Catalogue.load().validator("https://schemas.saphan.gov.la/civil/imported-event/v1")


FORM: Final = Form(
    schema=_schema,
    model=ImportedEvent,
    named_by="number",
    too_long=ENTRY_TOO_LONG,
    days=rules.DAYS,
    partial_days=rules.PARTIAL_DAYS,
    digits=rules.DIGITS,
    integers=rules.INTEGERS,
    booleans=rules.BOOLEANS,
    forms=frozenset(kind.value for kind in KINDS),
    stand_ins=rules.STAND_INS,
    texts=("/text", "/given", "/family", "/remarks", "/lateReason", "/reason", "/name"),
    begun=rules.begun,
    composed=rules.put_name,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class EventRows:
    """Rows that become events of a kind: who imports them, when, and from where."""

    form: ClassVar[Form[ImportedEvent]] = FORM
    by: Author
    kind: EventKind
    source: str
    import_id: str
    code_lists: CodeLists  # those that a row names, and rules: they travel to the pool with every slice

    def read(self, row: ImportedEvent) -> Entry:
        """Return the row with its facts, and what the rules say of them: they are asked once."""
        return rules.entry_of(row, self.kind, self.code_lists, self.by.today)

    def faults(self, entry: Entry) -> Iterator[Fault]:
        """Return the faults of a row that is valid by its schema."""
        return rules.faults(entry, self.kind, self.code_lists, self.by.today)

    def named(self, entry: Entry) -> str:
        """Return the office that the row is of."""
        return entry.row.office or self.by.seat.office

    def key(self, entry: Entry) -> Key:
        """Return the number under which the row's event is known."""
        return rules.key_of(entry, self.kind, self.by.seat.office)

    def made(self, entry: Entry) -> Made:
        """Return the event of a valid row: its rows in every table, and its announcement."""
        registrar = Seat(self.by.seat.member, self.named(entry))
        book = Book(registrar, self.source, self.import_id)
        action = rules.opened(entry, self.kind, self.by, book, self.code_lists)
        record, event_id = replay([action]), new_id("civ", at=self.by.at)
        event = recorded_document(event_id, record, action.kind)
        return Made(event_id, rows_of(event_id, record, self.code_lists), event)
