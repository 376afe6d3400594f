"""Operations of register books: the book of an office, kind and month."""

from typing import Final

from fastapi import APIRouter, Response

from chassis.http.renderings import CSV, PDF, Accept, media_responses
from chassis.http.transactional_route import TransactionalRoute, UnitDep
from chassis.prints.answers import HTML
from contracts.national.civil.register_book import RegisterBook
from services.civil_registration.routes.asking import AskerDep, PressDep
from services.civil_registration.usecases import register_books
from services.civil_registration.wire.prints import rendered, words_in
from services.civil_registration.wire.register_books import BookQueryDep, Month, forms_of

ROUTER: Final = APIRouter(prefix="/civil-registration/v1", route_class=TransactionalRoute, tags=["Register books"])


@ROUTER.get(
    "/register-books/{month}",
    operation_id="registerBook",
    summary="Read the register book of a month",
    response_model=RegisterBook,
    responses=media_responses(CSV, HTML, PDF),
    openapi_extra={"x-purposes": ["vitalRegistration", "oversight"], "x-data-class": "specific"},
)
async def get_register_book(
    month: Month, query: BookQueryDep, asker: AskerDep, unit: UnitDep, press: PressDep, accept: Accept = None
) -> Response:
    """Read what an office registered in a month, with its closing line: JSON, CSV, or a page or PDF for the binder."""
    book = await register_books.register_book(unit, asker, month, query)
    office, words = asker.organisations.names_of(book.office.member, book.office.office), words_in(asker.lists)
    return await rendered(book, accept, forms_of(book, office, words), press, unit.now)
