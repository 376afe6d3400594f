"""Event of deadlines: something is due soon in a case; its id follows from what it tells, so nobody is told twice."""

from dataclasses import replace
from typing import Final

from chassis.unit.unit import Unit
from contracts.events import Event
from contracts.identifiers import derived_id
from contracts.national.events.case_deadline_approached import CaseDeadlineApproached
from services.case_registry.domain import days
from services.case_registry.domain.deadlines import Deadline
from services.case_registry.events.about import about
from services.case_registry.wire.deadlines import stated

_TYPE: Final = "la.gov.justice.case.deadline-approached.v1"


def deadline_approached(unit: Unit, job: str, case_id: str, due: Deadline) -> Event:
    """Return the announcement that something is due soon; the same for the same last day of the same thing."""
    data = CaseDeadlineApproached(**stated(case_id, due))
    parts = (job, due.of, due.rule, case_id, due.subject, due.due_on.isoformat())
    named = derived_id("evt", days.morning(due.due_on), *parts)
    return replace(about(unit, case_id, _TYPE, data), id=named)
