"""Events of cases: opened, numbered, related to another."""

from chassis.unit.unit import Unit
from contracts.events import Event
from contracts.national.events.case_numbered import CaseNumbered
from contracts.national.events.case_opened import CaseOpened
from contracts.national.events.case_related import CaseRelated
from contracts.national.justice.case import Case
from contracts.national.justice.case_relation import CaseRelation
from contracts.national.shared.seat import Seat as CaseOffice
from services.case_registry.events.about import about


def case_opened(unit: Unit, case: Case) -> Event:
    """Return the announcement that a case was opened."""
    opened = CaseOpened(
        case_id=case.case_id,
        category=case.category,
        place=case.place,
        opened_on=case.opened_on,
        restriction=case.restriction,
        opened_by=case.opened_by,
    )
    return about(unit, case.case_id, "la.gov.justice.case.opened.v1", opened)


def case_numbered(unit: Unit, case_id: str, by: CaseOffice) -> Event:
    """Return the announcement that an office has a number of its own for the case."""
    return about(unit, case_id, "la.gov.justice.case.numbered.v1", CaseNumbered(case_id=case_id, by=by))


def case_related(unit: Unit, case_id: str, relation: CaseRelation) -> Event:
    """Return the announcement that the case is related to another."""
    related = CaseRelated(case_id=case_id, kind=relation.kind, other_case_id=relation.other_case_id)
    return about(unit, case_id, "la.gov.justice.case.related.v1", related)
