"""Events of what a court leaves behind: proceedings transferred."""

from chassis.unit.unit import Unit
from contracts.events import Event
from contracts.national.events.case_proceeding_transferred import CaseProceedingTransferred
from contracts.seats import Seat
from services.case_registry.domain.proceedings import ProceedingState
from services.case_registry.domain.words import office_of
from services.case_registry.events.about import about


def proceeding_transferred(unit: Unit, case_id: str, proceeding: ProceedingState, taker: Seat) -> Event:
    """Return the announcement that proceedings ended because another office took the file."""
    data = CaseProceedingTransferred(
        case_id=case_id,
        proceeding_id=proceeding.proceeding_id,
        from_=office_of(proceeding.court),
        to=office_of(taker),
    )
    return about(unit, case_id, "la.gov.justice.case.proceeding-transferred.v1", data)
