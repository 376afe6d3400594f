"""Event of a correction: what was corrected, without any value."""

from collections.abc import Iterable

from chassis.unit.unit import Unit
from contracts.events import Event
from contracts.national.events.case_corrected import CaseCorrected, CorrectedMember
from contracts.national.justice.correction import Correction
from services.case_registry.events.about import about


def case_corrected(unit: Unit, correction: Correction, members: Iterable[str]) -> Event:
    """Return the announcement that something in the case was wrong."""
    data = CaseCorrected(
        case_id=correction.case_id,
        correction_id=correction.correction_id,
        position=correction.position,
        participant_id=correction.participant_id,
        corrected_members=[CorrectedMember(member) for member in members],
    )
    return about(unit, correction.case_id, "la.gov.justice.case.corrected.v1", data)
