"""What the schema of a row cannot say: days in their order, people, restrictions and offices."""

from collections.abc import Iterator
from datetime import datetime

from contracts.national.justice.imported_case import ImportedCase
from contracts.problems import Fault, InvalidInput
from services.case_registry.domain import days, people
from services.case_registry.domain.opening import OPENINGS, category_of, restriction_of
from services.case_registry.domain.words import Category, Status
from services.case_registry.errors.imports import OFFICE_OF_OTHERS, STATUS_BEFORE_OPENING


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
    yield from people.opening_faults(row.participants or (), row.opened_on)
    try:
        restriction_of(category_of(row.category), row.restriction)
    except InvalidInput as refused:
        yield from refused.faults


def first_status(category: Category) -> Status:
    """Return the status in which cases of the category begin, whoever imports them."""
    return next(iter(OPENINGS[category].values()))
