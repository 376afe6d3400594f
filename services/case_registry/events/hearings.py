"""Events of hearings: scheduled, concluded."""

from chassis.unit.unit import Unit
from contracts.events import Event
from contracts.national.events.case_hearing_concluded import CaseHearingConcluded
from contracts.national.events.case_hearing_scheduled import CaseHearingScheduled
from contracts.national.justice.hearing import Hearing
from services.case_registry.domain.hearings import beginning_of
from services.case_registry.events.about import about


def hearing_scheduled(unit: Unit, hearing: Hearing) -> Event:
    """Return the announcement that a hearing was scheduled."""
    data = CaseHearingScheduled(
        case_id=hearing.case_id, hearing_id=hearing.hearing_id, starts_at=beginning_of(hearing), court=hearing.court
    )
    return about(unit, hearing.case_id, "la.gov.justice.case.hearing-scheduled.v1", data)


def hearing_concluded(unit: Unit, hearing: Hearing) -> Event:
    """Return the announcement that a hearing was held, postponed or cancelled."""
    data = CaseHearingConcluded(case_id=hearing.case_id, hearing_id=hearing.hearing_id, status=hearing.status)
    return about(unit, hearing.case_id, "la.gov.justice.case.hearing-concluded.v1", data)
