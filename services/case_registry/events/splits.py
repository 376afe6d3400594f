"""Events of cases that are split, joined, and given back."""

from collections.abc import Iterator

from chassis.unit.unit import Unit
from contracts.events import Event
from contracts.national.events.case_join_undone import CaseJoinUndone
from contracts.national.events.case_joined import CaseJoined
from contracts.national.events.case_split import CaseSplit
from contracts.national.justice.case_join import CaseJoin
from contracts.national.justice.correction import Correction
from contracts.seats import Seat
from services.case_registry.domain.words import office_of
from services.case_registry.events.about import about


def case_split(unit: Unit, case_id: str, new_case_id: str, by: Seat) -> Event:
    """Return the announcement that people or charges of the case go on in a new one."""
    data = CaseSplit(case_id=case_id, new_case_id=new_case_id, by=office_of(by))
    return about(unit, case_id, "la.gov.justice.case.split.v1", data)


def case_joined(unit: Unit, join: CaseJoin) -> Iterator[Event]:
    """Yield the announcement that another case carries this one on, of each of the two: both are changed."""
    data = CaseJoined(case_id=join.case_id, into_case_id=join.into_case_id, by=join.by)
    for subject in (join.into_case_id, join.case_id):
        yield about(unit, subject, "la.gov.justice.case.joined.v1", data)


def join_undone(unit: Unit, correction: Correction, case_id: str) -> Iterator[Event]:
    """Yield the announcement that the case which was joined is again what it was, of each of the two."""
    data = CaseJoinUndone(case_id=case_id, from_case_id=correction.case_id, correction_id=correction.correction_id)
    for subject in (correction.case_id, case_id):
        yield about(unit, subject, "la.gov.justice.case.join-undone.v1", data)
