"""The `Rows` port of imports for cases: the form of a row, its faults, its key, and the case that it becomes."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache, partial
from typing import ClassVar, Final

from chassis.imports.ports import Form, Made
from contracts.catalogue import Catalogue
from contracts.codelists import CodeLists
from contracts.compiled import CompiledSchema
from contracts.identifiers import new_id
from contracts.national.justice.imported_case import ImportedCase
from contracts.problems import Fault
from contracts.seats import Seat
from contracts.subject_keys import SubjectKeys
from services.case_registry.domain import imports as rules
from services.case_registry.domain.imported_names import Named
from services.case_registry.domain.imported_records import brings_more
from services.case_registry.domain.imports import Key, Origin
from services.case_registry.domain.words import office_of
from services.case_registry.errors.imports import ROW_TOO_LONG
from services.case_registry.events.imports import imported_document
from services.case_registry.store import imported_records
from services.case_registry.store.cases import NUMBERS, rows_of


@cache
def _schema() -> CompiledSchema:
    return Catalogue.load().validator("https://schemas.saphan.gov.la/justice/imported-case/v1")


FORM: Final = Form(
    schema=_schema,
    model=ImportedCase,
    named_by="number",
    too_long=ROW_TOO_LONG,
    days=rules.DAYS,
    partial_days=rules.PARTIAL_DAYS,
    digits=rules.DIGITS,
    before_digits=rules.BEFORE_DIGITS,
    integers=rules.INTEGERS,
    stand_ins=rules.STAND_INS,
    texts=(
        "/subject",
        "/legalBasis",
        "/overrideReason",
        "/withdrawalReason",
        "/reason",
        "/title",
        "/organisation",
        "/text",
        "/given",
        "/family",
        "/summary",
        "/note",
        "/room",
        "/clerk",
        "/name",
    ),
    begun=rules.begun,
    composed=rules.put_parts,
    ended=rules.without_idle_day,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRows:
    """Rows that become cases: who imports them, when, and from where."""

    form: ClassVar[Form[ImportedCase]] = FORM
    by: Seat
    kind: str
    officer: str | None
    now: datetime
    source: str
    import_id: str
    exchange_id: str | None
    keys: SubjectKeys
    code_lists: CodeLists  # those that a row names: they travel to the pool with every slice

    def read(self, row: ImportedCase) -> ImportedCase:
        """Return the row itself."""
        return row

    def faults(self, entry: ImportedCase) -> Iterator[Fault]:
        """Return the faults of a row that is valid by its schema."""
        return rules.faults(entry, kind=self.kind, now=self.now, lists=self.code_lists)

    def named(self, entry: ImportedCase) -> Named:
        """Return whom the row names."""
        return Named.by(entry)

    def key(self, entry: ImportedCase) -> Key:
        """Return the number under which the row's case is known."""
        return rules.key_of(entry, self.by.office)

    def made(self, entry: ImportedCase) -> Made:
        """Return the case of a valid row: its rows in every table, and its announcement."""
        seat = Seat(self.by.member, entry.office or self.by.office)
        new_ids = partial(new_id, at=self.now)
        origin = Origin(seat, self.kind, self.officer, self.now, self.source, new_ids, self.code_lists)
        now = rules.made(entry, origin)
        rows = rows_of(now.case, now.state, now.history, self.keys, self.code_lists, self.exchange_id)
        if entry.number is None:
            rows[NUMBERS.name] = []
        if brings_more(entry):
            rows = imported_records.with_records(rows, now.case.case_id, now.brought, now.history)
        event = imported_document(now.case, entry, by=office_of(self.by), import_id=self.import_id)
        return Made(now.case.case_id, rows, event, now.brought.drawn)
