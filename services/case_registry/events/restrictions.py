"""Event of restrictions: who may see the case changed."""

from chassis.unit.unit import Unit
from contracts.events import Event
from contracts.national.events.case_restriction_changed import CaseRestrictionChanged
from services.case_registry.domain.facts import Entry
from services.case_registry.domain.restrictions import RestrictionChanged
from services.case_registry.domain.words import office_of
from services.case_registry.events.about import about


def restriction_changed(unit: Unit, case_id: str, fact: RestrictionChanged, entry: Entry) -> Event:
    """Return the announcement that the case is restricted in another way."""
    data = CaseRestrictionChanged(
        case_id=case_id,
        from_=fact.source,
        to=fact.target,
        decided_on=entry.happened_on,
        by=office_of(entry.by),
        version=entry.position,
    )
    return about(unit, case_id, "la.gov.justice.case.restriction-changed.v1", data)
