"""Event of moves: a case changed its status."""

from chassis.unit.unit import Unit
from contracts.events import Event
from contracts.national.events.case_moved import CaseMoved
from contracts.national.justice.case_move import CaseMove
from services.case_registry.events.about import about


def case_moved(unit: Unit, move: CaseMove) -> Event:
    """Return the announcement that a case moved to another status."""
    moved = CaseMoved(
        case_id=move.case_id,
        from_=move.from_ or "",
        to=move.to,
        happened_on=move.happened_on,
        by=move.by,
        version=move.position,
        outcome=move.outcome,
        suspension_reason=move.suspension_reason,
    )
    return about(unit, move.case_id, "la.gov.justice.case.moved.v1", moved)
