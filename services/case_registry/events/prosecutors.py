"""Event of the prosecutors of a case: an office and its case, and no staff number."""

from chassis.unit.unit import Unit
from contracts.events import Event
from contracts.national.events.case_prosecutor_assigned import CaseProsecutorAssigned
from contracts.national.justice.assigned_prosecutor import AssignedProsecutor
from services.case_registry.events.about import about


def prosecutor_assigned(unit: Unit, case_id: str, assigned: AssignedProsecutor) -> Event:
    """Return the announcement that an office gave the case to one of its prosecutors."""
    data = CaseProsecutorAssigned(case_id=case_id, office=assigned.office)
    return about(unit, case_id, "la.gov.justice.case.prosecutor-assigned.v1", data)
