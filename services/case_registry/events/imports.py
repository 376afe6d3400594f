"""What is announced of cases that earlier systems kept."""

from typing import Final

from chassis.unit.announcements import announcement
from chassis.unit.unit import Unit
from contracts.events import Event
from contracts.json_types import JSON
from services.case_registry.events.about import SOURCE

CASE_IMPORTED: Final = "la.gov.justice.case.imported.v1"


def case_imported(unit: Unit, case_id: str, document: dict[str, JSON]) -> Event:
    """Return the announcement that a case of an earlier system is on record; its `CaseImported` comes from the pool."""
    return announcement(unit, SOURCE, CASE_IMPORTED, case_id, document)
