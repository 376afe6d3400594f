"""What is announced of cases that earlier systems kept."""

from typing import Final

from chassis.unit import Unit
from contracts.events import Event
from contracts.national.events.case_imported import CaseImported
from services.case_registry.events.about import about

CASE_IMPORTED: Final = "la.gov.justice.case.imported.v1"


def case_imported(unit: Unit, imported: CaseImported) -> Event:
    """Return the announcement that a case of an earlier system is on record."""
    return about(unit, imported.case_id, CASE_IMPORTED, imported)
