"""The case as it begins: of what was stated at its opening or in the row of an import, or of another one. No I/O."""

from collections.abc import Sequence
from datetime import datetime

from contracts.national.justice.case import Case
from contracts.national.justice.case_number import CaseNumber
from contracts.national.justice.case_opening import CaseOpening
from contracts.national.justice.claim import Claim
from contracts.national.justice.imported_case import ImportedCase
from contracts.national.justice.participant import Participant
from contracts.seats import Seat
from services.case_registry.domain.case_state import CaseState
from services.case_registry.domain.words import office_of


def case_of(
    state: CaseState,
    stated: CaseOpening | ImportedCase | Case,
    number: CaseNumber,
    *,
    opened_by: Seat,
    recorded_at: datetime,
    people: Sequence[Participant] = (),
    claims: Sequence[Claim] = (),
) -> Case:
    """Return the case in this state; people of a case that is split off come after it."""
    return Case(
        case_id=state.case_id,
        title=stated.title,
        category=state.category,
        place=stated.place,
        opened_on=stated.opened_on,
        committed_on=stated.committed_on,
        status=state.status,
        restriction=state.restriction,
        defendant_status=state.defendant,
        opened_by=office_of(opened_by),
        responsible=office_of(state.responsible),
        court=office_of(state.court) if state.court else None,
        recorded_at=recorded_at,
        version=state.version,
        numbers=[number],
        participants=[*people] or None,
        claims=[*claims] or None,
    )
