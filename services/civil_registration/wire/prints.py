"""What is printed of the register is answered in: JSON, CSV, or a page of this service's templates."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final, TypeAlias

from chassis.prints.pdf import Head, NotPrintable, Press, TooMuchToPrint
from chassis.prints.templates import Templates
from contracts.codelists import CodeLists
from services.civil_registration.errors.register_books import BookTooLong, LettersNotPrintable

TEMPLATES: Final = Templates("services.civil_registration.wire")

Both: TypeAlias = tuple[str, str]  # in Lao and in English
Words: TypeAlias = Callable[[str, str | None], Both]  # of codes, by the name of their list
UNKNOWN: Final[Both] = ("ບໍ່ຮູ້", "not known")


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
