"""Query of a register book, and the book as a document, as CSV, or as a page for the binder."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Annotated, Any, Final

from fastapi import Depends, Path

from chassis.prints.pdf import Head
from chassis.prints.sheets import LANDSCAPE
from chassis.prints.words import Words as Said
from contracts.calendar import VIENTIANE
from contracts.national.civil.register_book import RegisterBook, RegisterBookEntry
from contracts.seats import Seat
from services.civil_registration.domain.actions import Act, Action, State
from services.civil_registration.domain.kinds import EventKind
from services.civil_registration.domain.register_books import Entry, missing_in
from services.civil_registration.wire.prints import TEMPLATES, Both, Forms, Words
from services.civil_registration.wire.vital_statistics import KindParameter, MemberParameter, OfficeParameter

Month = Annotated[
    str,
    Path(
        max_length=7,
        pattern="^(18|19|20)[0-9]{2}-(0[1-9]|1[0-2])$",
        description="Month of registration.",
        examples=["2026-11"],
    ),
]


_COLUMNS: Final = (
    ("ເລກທະບຽນ", "number"),
    ("ເລກໃນປຶ້ມ", "book number"),
    ("ວັນຈົດ", "registered"),
    ("ວັນເກີດເຫດ", "occurred"),
    ("ຊື່ຜູ້ກ່ຽວ", "names"),
    ("ເມືອງ", "district"),
    ("ໝາຍເຫດ", "margin"),
)


@dataclass(frozen=True, slots=True)
class BookQuery:
    """Whose book of which kind is asked for."""

    kind: EventKind
    member: str | None = None
    office: str | None = None


# `async`, though it waits for nothing: FastAPI sends a plain function to a thread, which costs more than the function
async def _book_query(kind: KindParameter, member: MemberParameter = None, office: OfficeParameter = None) -> BookQuery:
    return BookQuery(EventKind(kind), member, office)


BookQueryDep = Annotated[BookQuery, Depends(_book_query)]


def book_of(
    month: str,
    kind: EventKind,
    office: Seat,
    entries: Sequence[Entry],
    now: datetime,
    *,
    is_over: bool,
    officer: str | None,
) -> RegisterBook:
    """Return the book as a national document, with its closing line."""
    own = [each.number for each in entries if not each.is_imported] or [each.number for each in entries]
    closing: dict[str, Any] = {  # Any: a JSON document, validated by the model below
        "entries": len(entries),
        "cancelled": sum(each.record.state is State.CANCELLED for each in entries),
        "corrected": sum(each.record.corrections > 0 for each in entries),
        "imported": sum(each.is_imported for each in entries),
        "missingNumbers": missing_in(entries),
        "closedOn": now.astimezone(VIENTIANE).date(),
        "complete": is_over,
    }
    if own:
        closing |= {"firstNumber": own[0], "lastNumber": own[-1]}
    if officer is not None:
        closing["officer"] = officer
    return RegisterBook.model_validate(
        {
            "month": month,
            "kind": kind.value,
            "office": office.to_document(),
            "computedAt": now,
            "entries": [_entry(each) for each in entries],
            "closing": closing,
        }
    )


def table(book: RegisterBook) -> Iterator[list[object]]:
    """Yield one line for each entry."""
    yield ["number", "book_number", "registered_on", "occurred_on", "names", "district", "state", "late", "notes"]
    for each in book.entries:
        names = "; ".join(name.text for name in each.subjects)
        notes = "; ".join(f"{note.action} {note.on}" for note in each.notes)
        late = "true" if each.late else "false"
        yield [
            *(each.registration_number, each.book_number, each.registered_on, each.occurred_on),
            *(names, each.district, each.state, late, notes),
        ]


def page(book: RegisterBook, office: Both, words: Words) -> str:
    """Return the book as a page ready for print, in Lao, with corrections and cancellations in the margin."""
    lines = [
        (
            each,
            ", ".join(name.text for name in each.subjects),
            None if each.district is None else words("places", each.district),
            [(words("civil-event-action", note.action), note) for note in each.notes],
        )
        for each in book.entries
    ]
    kind = words("civil-event-kind", book.kind)
    return TEMPLATES.render(
        "register_book.html", "lo", sheet=LANDSCAPE, book=book, office=office, kind=kind, lines=lines
    )


def forms_of(book: RegisterBook, office: Both, words: Words) -> Forms:
    """Return the book as CSV, as a page, and as a PDF for the binder."""
    return Forms(
        table=partial(table, book),
        page=partial(page, book, office, words),
        template="register_book.typ",
        head=partial(head_of, book, office, words),
        shown=partial(shown_in, book, office, words),
        file_name=f"{book.kind}-{book.month}.pdf",
    )


def head_of(book: RegisterBook, office: Both, words: Words) -> Head:
    """Return what every page of the book as PDF carries."""
    lo, en = words("civil-event-kind", book.kind)
    number = f"{book.office.member}/{book.office.office} {book.kind} {book.month}"
    title = Said(f"ປຶ້ມທະບຽນ: {lo} ເດືອນ {book.month}", f"Register book: {en}, {book.month}")
    return Head(title=title, issuer=Said(*office), print_number=number, sheet=LANDSCAPE)


def shown_in(book: RegisterBook, office: Both, words: Words) -> dict[str, object]:
    """Return what `register_book.typ` shows: entries with their margin, and the closing line."""
    return {
        "columns": [Said(*each) for each in _COLUMNS],
        "rows": [_row(each, words) for each in book.entries],
        "closing": _closing_line(book),
        "office": Said(*office),
        "officer": book.closing.officer or "",
    }


def _row(each: RegisterBookEntry, words: Words) -> dict[str, object]:
    told = [Said("ຈົດທະບຽນຊ້າ", "late")] if each.late else []
    told += [Said("ມາຈາກປຶ້ມເກົ່າ", "from an old book")] if each.imported else []
    for note in each.notes:
        (lo, en), reason = words("civil-event-action", note.action), f": {note.reason}" if note.reason else ""
        told.append(Said(f"{lo} {note.on}{reason}", f"{en} {note.on}"))
    return {
        "number": each.registration_number,
        "book_number": each.book_number,
        "registered_on": str(each.registered_on),
        "occurred_on": None if each.occurred_on is None else str(each.occurred_on),
        "names": ", ".join(name.text for name in each.subjects),
        "district": None if each.district is None else Said(*words("places", each.district)),
        "cancelled": each.state == State.CANCELLED.value,
        "notes": told,
    }


def _closing_line(book: RegisterBook) -> Said:
    told = book.closing
    lo, en = ("ປິດປຶ້ມ", "Closed") if told.complete else ("ເດືອນຍັງບໍ່ສິ້ນສຸດ", "The month is not over")
    lo, en = f"{lo}: ມີ {told.entries} ລາຍການ", f"{en}: {told.entries} entries"
    if told.first_number is not None:
        lo += f", ແຕ່ເລກ {told.first_number} ຫາ {told.last_number}"
        en += f", numbers {told.first_number} to {told.last_number}"
    gaps = ", ".join(gap.root for gap in told.missing_numbers)
    return Said(
        f"{lo}; ເລກທີ່ຂາດ: {gaps or 'ບໍ່ມີ'}; ຍົກເລີກ {told.cancelled}; ແກ້ໄຂ {told.corrected}; "
        f"ມາຈາກປຶ້ມເກົ່າ {told.imported}. ວັນທີ {told.closed_on}.",
        f"{en}; missing: {gaps or 'none'}; cancelled {told.cancelled}; corrected {told.corrected}; "
        f"from old books {told.imported}. {told.closed_on}.",
    )


def _entry(each: Entry) -> dict[str, Any]:  # Any: a JSON document of the schema
    record, registration = each.record, each.record.registration or {}
    shown = {
        "eventId": each.event_id,
        "registrationNumber": each.number,
        "bookNumber": registration.get("bookNumber"),
        "registeredOn": each.registered_on,
        "occurredOn": record.occurred_on,
        "district": record.district,
        "state": record.state.value,
        "late": record.is_late(each.registered_on),
        "imported": each.is_imported,
        "subjects": record.subjects,
        "notes": [_note(action, record.kind) for action in each.notes],
    }
    return {name: value for name, value in shown.items() if value is not None}


def _note(action: Action, kind: EventKind) -> dict[str, Any]:  # Any: as above
    note: dict[str, Any] = {"action": action.kind.value, "on": action.author.today}  # Any: as above
    if action.kind is Act.CORRECT:
        note["members"] = sorted(f"/{kind.value}{pointer}" for pointer in action.content["changes"])
    if (reason := action.content.get("reason")) is not None:
        note["reason"] = reason
    return note
