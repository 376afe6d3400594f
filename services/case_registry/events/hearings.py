"""What is announced when a hearing is scheduled or concluded."""

from chassis.unit.unit import Unit
from contracts.events import Event
from contracts.national.events.case_hearing_concluded import CaseHearingConcluded
from contracts.national.events.case_hearing_scheduled import CaseHearingScheduled
from contracts.national.justice.hearing import Hearing
from services.case_registry.events.about import about


def hearing_scheduled(unit: Unit, made: Hearing) -> Event:
    """Return the announcement of a hearing."""
    data = CaseHearingScheduled(
        case_id=made.case_id, hearing_id=made.hearing_id, starts_at=made.starts_at, court=made.court
    )
    return about(unit, made.case_id, "la.gov.justice.case.hearing-scheduled.v1", data)


def hearing_concluded(unit: Unit, ended: Hearing) -> Event:
    """Return the announcement that a hearing was held, postponed or cancelled."""
    data = CaseHearingConcluded(case_id=ended.case_id, hearing_id=ended.hearing_id, status=ended.status)
    return about(unit, ended.case_id, "la.gov.justice.case.hearing-concluded.v1", data)
