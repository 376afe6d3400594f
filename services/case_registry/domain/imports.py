"""Importing a case of an earlier system: the fact, under what it is known, and what its schema cannot say."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from contracts.national.justice.imported_case import ImportedCase
from contracts.official_numbers import normal_number
from contracts.problems import Fault, InvalidInput
from services.case_registry.domain import days
from services.case_registry.domain.cases import OPENINGS, category_of, restriction_of
from services.case_registry.domain.facts import Entry
from services.case_registry.domain.moves import Moved
from services.case_registry.domain.participants import opening_faults
from services.case_registry.domain.standing import Standing
from services.case_registry.domain.words import Category, Status
from services.case_registry.errors.imports import OFFICE_OF_OTHERS, STATUS_BEFORE_OPENING


class Imported(Moved):
    """An earlier system states where the case had come before it entered the registry; no table of moves is asked."""

    kind = "imported"
    system: str

    def onto(self, standing: Standing, by: Entry) -> Standing:
        """Return the case where the earlier system had it; the file is wherever its register says."""
        court = self.court or standing.court
        return replace(standing, status=self.target, previous=self.source, moved_on=by.happened_on, court=court)


@dataclass(frozen=True, slots=True)
class Key:
    """A number as two spellings of it are equal, in its office and year."""

    office: str  # empty: the member as a whole
    year: int
    normal: str


def key_of(row: ImportedCase, office: str | None) -> Key:
    """Return the key of a row; `office` is the one that the caller works for."""
    return Key(row.office or office or "", row.opened_on.year, normal_number(row.number))


def faults(row: ImportedCase, *, now: datetime, office: str | None) -> Iterator[Fault]:
    """Yield what is wrong with a row that has the form of its schema; `office` is the one that the caller works for."""
    if fault := days.fault(row.opened_on, now, "/openedOn"):
        yield fault
    if row.status_on is not None and (fault := days.fault(row.status_on, now, "/statusOn")):
        yield fault
    if row.status_on is not None and row.status_on < row.opened_on:
        yield STATUS_BEFORE_OPENING
    if office is not None and row.office not in {None, office}:
        yield OFFICE_OF_OTHERS
    yield from opening_faults(row.participants or (), row.opened_on)
    try:
        restriction_of(category_of(row.category), row.restriction)
    except InvalidInput as refused:
        yield from refused.faults


def first_status(category: Category) -> Status:
    """Return the status in which cases of the category begin, whoever imports them."""
    return next(iter(OPENINGS[category].values()))
