"""What is printed of the register is answered in: JSON, CSV, or a page of this service's templates."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final, TypeAlias

from chassis.prints.pdf import Head, NotPrintable, Press, TooMuchToPrint
from chassis.prints.templates import Templates
from contracts.codelists import CodeLists
from contracts.organisations import Organisations
from contracts.seats import Seat
from services.civil_registration.errors.register_books import BookTooLong, LettersNotPrintable

TEMPLATES: Final = Templates("services.civil_registration.wire")

Both: TypeAlias = tuple[str, str]  # in Lao and in English
Words: TypeAlias = Callable[[str, str | None], Both]  # of codes, by the name of their list
UNKNOWN: Final[Both] = ("ບໍ່ຮູ້", "not known")


def words_in(lists: CodeLists) -> Words:
    """Return what says the names of codes; a code that is not known here by itself."""

    def words(name: str, code: str | None) -> Both:
        if code is None:
            return UNKNOWN
        known = lists.code(name, code)
        return (code, code) if known is None else (known.lo, known.en)

    return words


async def printed(press: Press, template: str, head: Head, shown: Mapping[str, object], at: datetime) -> bytes:
    """Return the PDF of a template; raise `LettersNotPrintable` or `BookTooLong` for what cannot be printed."""
    try:
        return await press.printed(template, head, shown, at)
    except NotPrintable as refused:
        raise LettersNotPrintable(refused.characters) from None
    except TooMuchToPrint:
        raise BookTooLong from None


def names_of(seat: Seat, organisations: Organisations) -> Both:
    """Return the name of an office with its member's, in Lao and English."""
    member, office = organisations.members.get(seat.member), organisations.offices.get(seat)
    lo, en = (seat.office, seat.office) if office is None else (office.name_lo, office.name_en)
    of_lo, of_en = (seat.member, seat.member) if member is None else (member.name_lo, member.name_en)
    return f"{of_lo}, {lo}", f"{en}, {of_en}"
