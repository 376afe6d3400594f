"""Event of imports: a case of an earlier system is on record."""

from chassis.unit.announcements import announcement, document_of
from chassis.unit.unit import Unit
from contracts.events import Event
from contracts.json_types import JSON
from contracts.national.events.case_imported import CaseImported
from contracts.national.justice.case import Case
from contracts.national.justice.imported_case import ImportedCase
from contracts.national.shared.seat import Seat as CaseOffice
from services.case_registry.events.about import SOURCE


def imported_document(case: Case, row: ImportedCase, *, by: CaseOffice, import_id: str) -> dict[str, JSON]:
    """Return what the announcement of an imported case says; made in the pool, with the case."""
    imported = CaseImported(
        case_id=case.case_id,
        category=case.category,
        place=case.place,
        opened_on=case.opened_on,
        restriction=case.restriction,
        imported_by=by,
        status=case.status,
        status_on=row.status_on or row.opened_on,
        import_id=import_id,
    )
    return document_of(imported)


def case_imported(unit: Unit, case_id: str, document: dict[str, JSON]) -> Event:
    """Return the announcement that a case of an earlier system is on record, given its `imported_document`."""
    return announcement(unit, SOURCE, "la.gov.justice.case.imported.v1", case_id, document)
