"""What the case registry announces: thin facts in the past tense, keyed by the case."""

from typing import Final

from chassis.unit import Unit
from contracts.events import Event
from contracts.national.events.case_opened import CaseOpened
from contracts.national.justice.case import Case

SOURCE: Final = "/case-registry/v1"
CASE_OPENED: Final = "la.gov.justice.case.opened.v1"


def case_opened(unit: Unit, case: Case) -> Event:
    """Return the announcement of a case: ids and codes; who needs names reads the case."""
    opened = CaseOpened(
        case_id=case.case_id,
        category=case.category,
        place=case.place,
        opened_on=case.opened_on,
        restriction=case.restriction,
        opened_by=case.opened_by,
    )
    return Event(
        id=unit.new_id("evt"),
        type=CASE_OPENED,
        source=SOURCE,
        subject=case.case_id,
        time=unit.now,
        dataschema="https://schemas.saphan.gov.la/events/case-opened/v1",
        data=opened.model_dump(mode="json", by_alias=True, exclude_unset=True),
    )
