"""What the schema of a row cannot say: days in their order, people, restrictions and offices."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from contracts.national.justice.new_participant import NewParticipant
from contracts.problems import Fault, InvalidInput
from services.case_registry.domain import days, people
from services.case_registry.domain.opening import OPENINGS, category_of, restriction_of
from services.case_registry.domain.words import Category, Status
from services.case_registry.errors.imports import OFFICE_OF_OTHERS, STATUS_BEFORE_OPENING


def faults(document: dict[str, Any], *, now: datetime, office: str | None) -> Iterator[Fault]:  # Any: a JSON document
    """Yield what is wrong with a row that has the form of its schema; `office` is the one that the caller works for."""
    for name in ("openedOn", "statusOn"):
        if name in document and (fault := days.fault(date.fromisoformat(document[name]), now, f"/{name}")):
            yield fault
    if document.get("statusOn", "9999-12-31") < document["openedOn"]:
        yield STATUS_BEFORE_OPENING
    if office is not None and document.get("office", office) != office:
        yield OFFICE_OF_OTHERS
    named = [NewParticipant.model_validate(each) for each in document.get("participants", ())]
    yield from people.opening_faults(named, date.fromisoformat(document["openedOn"]))
    try:
        restriction_of(category_of(document["category"]), document.get("restriction"))
    except InvalidInput as refused:
        yield from refused.faults


def first_status(category: Category) -> Status:
    """Return the status in which cases of the category begin, whoever imports them."""
    return next(iter(OPENINGS[category].values()))
