"""Offices are there on the days of what they do: they, or one that they took over. No I/O."""

from collections.abc import Iterable
from datetime import date
from typing import Final

from contracts.organisations import Organisations
from contracts.problems import InvalidInput
from contracts.seats import Seat
from services.case_registry.domain.cases import Numbered
from services.case_registry.domain.facts import Entry, Fact
from services.case_registry.domain.imports import Imported
from services.case_registry.domain.participants import CustodyRecorded
from services.case_registry.errors.seats import office_not_open

# What an office knows of days before its own: the number of an older book, and who was held by others.
_KNOWN_OF_EARLIER: Final = (Numbered, CustodyRecorded)


def was_there(seat: Seat, organisations: Organisations, day: date) -> bool:
    """Tell whether the office, or one that it took over, was open on that day; what is not held here may have been."""
    seats = [seat, *organisations.succeeded(seat)]
    known = [organisations.offices[each] for each in seats if each in organisations.offices]
    return not known or any(office.is_open_on(day) for office in known)


def must_have_been_there(seat: Seat, organisations: Organisations, day: date, pointer: str) -> None:
    """Raise `InvalidInput`, with the day since which it is open, for an office that was not there on that day."""
    if not was_there(seat, organisations, day):
        raise InvalidInput(
            faults=[office_not_open(pointer, organisations.named(seat), organisations.offices[seat].begins)]
        )


def must_have_begun(seat: Seat, organisations: Organisations, day: date, pointer: str) -> None:
    """Raise `InvalidInput` for an office that opened behind that day; a successor takes what comes to a closed one."""
    office = organisations.offices.get(seat)
    if office is not None and office.begins is not None and office.begins > day:
        must_have_been_there(seat, organisations, day, pointer)


def is_of_its_days(fact: Fact, entries: Iterable[Entry] = ()) -> bool:
    """Tell whether the fact is what an office did here, and so was there to do; old books may be anybody's."""
    imported = any(isinstance(entry.fact, Imported) for entry in entries)
    return not imported and not isinstance(fact, _KNOWN_OF_EARLIER)
