"""What is printed of the register is answered in: JSON, CSV, or a page of this service's templates."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, TypeAlias

from fastapi import Response
from pydantic import BaseModel

from chassis.http.renderings import TableRows, as_pdf, by_accept, likes_pdf
from chassis.prints.pdf import Head, NotPrintable, Press, TooMuchToPrint
from chassis.prints.templates import Templates
from contracts.codelists import CodeLists
from services.civil_registration.errors.register_books import BookTooLong, LettersNotPrintable

TEMPLATES: Final = Templates("services.civil_registration.wire")

Both: TypeAlias = tuple[str, str]  # in Lao and in English
Words: TypeAlias = Callable[[str, str | None], Both]  # of codes, by the name of their list
UNKNOWN: Final[Both] = ("ບໍ່ຮູ້", "not known")


@dataclass(frozen=True, slots=True, kw_only=True)
class Forms:
    """The forms of a document beside JSON; each is made when it is asked for."""

    table: Callable[[], TableRows]
    page: Callable[[], str]
    template: str  # of the PDF
    head: Callable[[], Head]
    shown: Callable[[], Mapping[str, object]]
    file_name: str


def words_in(lists: CodeLists) -> Words:
    """Return what says the names of codes; a code that is not known here by itself."""

    def words(name: str, code: str | None) -> Both:
        return UNKNOWN if code is None else lists.labels(name, code)

    return words


async def printed(press: Press, template: str, head: Head, shown: Mapping[str, object], at: datetime) -> bytes:
    """Return the PDF of a template; raise `LettersNotPrintable` or `BookTooLong` for what cannot be printed."""
    try:
        return await press.printed(template, head, shown, at)
    except NotPrintable as refused:
        raise LettersNotPrintable(refused.characters) from None
    except TooMuchToPrint:
        raise BookTooLong from None


async def rendered(document: BaseModel, accept: str | None, forms: Forms, press: Press, at: datetime) -> Response:
    """Answer with the document as `Accept` likes it; raise what `printed` refuses."""
    if likes_pdf(accept):
        return as_pdf(await printed(press, forms.template, forms.head(), forms.shown(), at), forms.file_name)
    return by_accept(document, accept, table=forms.table, page=forms.page)
