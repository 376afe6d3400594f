"""Events of imports: a case of an earlier system is on record, or was taken out again."""

from chassis.unit.announcements import announcement, document_of
from chassis.unit.unit import Unit
from contracts.events import Event
from contracts.json_types import JSON
from contracts.national.events.case_import_withdrawn import CaseImportWithdrawn
from contracts.national.events.case_imported import CaseImported
from contracts.national.justice.case import Case
from contracts.national.justice.imported_case import ImportedCase
from contracts.national.shared.seat import Seat as CaseOffice
from contracts.seats import Seat
from services.case_registry.domain.words import office_of
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


def import_withdrawn(unit: Unit, case_id: str, restriction: str, by: Seat, import_id: str) -> Event:
    """Return the announcement that an imported case was taken out again, as one that should never have come."""
    data = CaseImportWithdrawn(
        case_id=case_id, restriction=restriction, withdrawn_by=office_of(by), withdrawal_import_id=import_id
    )
    return announcement(unit, SOURCE, "la.gov.justice.case.import-withdrawn.v1", case_id, document_of(data))


def case_imported(unit: Unit, case_id: str, document: dict[str, JSON]) -> Event:
    """Return the announcement that a case of an earlier system is on record, given its `imported_document`."""
    return announcement(unit, SOURCE, "la.gov.justice.case.imported.v1", case_id, document)
