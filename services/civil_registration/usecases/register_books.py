"""Close the register book of a month: entries, what was noted beside them since, and the closing line."""

from chassis.reference.tables import Concerned
from chassis.unit.unit import Unit
from contracts.calendar import VIENTIANE
from contracts.national.civil.register_book import RegisterBook
from contracts.problems import NotFound
from contracts.seats import Seat
from services.civil_registration.domain import register_books as books
from services.civil_registration.store import register_books as store
from services.civil_registration.usecases.asking import RIGHTS, Asker, author_of
from services.civil_registration.wire.register_books import BookQuery, book_of


async def register_book(unit: Unit, asker: Asker, month: str, query: BookQuery) -> RegisterBook:
    """Return the book of an office, kind and month as it is now; raise `NotFound` for one that is not to be seen.

    Raises `OfficeNeeded` for who has named no office, here or by acting from one.
    """
    office = _office(unit, asker, query)
    if not RIGHTS.allows("registerBook", asker.caller, Concerned({"registrar": [office]}), asker.organisations):
        raise NotFound
    first, last = books.days_of(month)
    found = await store.registered(unit, office, query.kind, first, last)
    today = unit.now.astimezone(VIENTIANE).date()
    return book_of(
        month, query.kind, office, books.entries_of(found), unit.now, is_over=today > last, officer=asker.caller.officer
    )


def _office(unit: Unit, asker: Asker, query: BookQuery) -> Seat:
    if query.office is None:
        return author_of(unit, asker).seat
    return Seat(query.member or asker.caller.member, query.office)
