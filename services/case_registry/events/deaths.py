"""Events of deaths: a participant of a case has died, or is said to have."""

from chassis.unit.unit import Unit
from contracts.events import Event
from contracts.national.events.case_death_unconfirmed import CaseDeathUnconfirmed
from contracts.national.events.case_participant_deceased import CaseParticipantDeceased
from contracts.national.shared.seat import Seat as CaseOffice
from services.case_registry.domain.deaths import DeathUnconfirmed, ParticipantDied
from services.case_registry.events.about import about


def participant_deceased(unit: Unit, case_id: str, fact: ParticipantDied, responsible: CaseOffice) -> Event:
    """Return the announcement that a participant has died, which names who has the file."""
    data = CaseParticipantDeceased(
        case_id=case_id, participant_id=fact.participant, event_id=fact.event, responsible=responsible
    )
    return about(unit, case_id, "la.gov.justice.case.participant-deceased.v1", data)


def death_unconfirmed(unit: Unit, case_id: str, fact: DeathUnconfirmed, responsible: CaseOffice) -> Event:
    """Return the announcement that a death waits to be confirmed, by whoever has the file."""
    data = CaseDeathUnconfirmed(
        case_id=case_id, participant_id=fact.participant, event_id=fact.event, responsible=responsible
    )
    return about(unit, case_id, "la.gov.justice.case.death-unconfirmed.v1", data)
