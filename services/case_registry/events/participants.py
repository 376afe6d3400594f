"""Events of participants, with ids, roles and codes, but no names."""

from chassis.unit.unit import Unit
from contracts.events import Event
from contracts.national.events.case_custody_recorded import CaseCustodyRecorded
from contracts.national.events.case_participant_joined import CaseParticipantJoined
from contracts.national.events.case_representation_ended import CaseRepresentationEnded
from contracts.national.events.case_representative_appointed import CaseRepresentativeAppointed
from contracts.national.events.case_role_taken import CaseRoleTaken
from services.case_registry.domain.participants import CustodyRecorded, RepresentationEnded, RepresentativeAppointed
from services.case_registry.events.about import about


def participant_joined(unit: Unit, case_id: str, participant_id: str, role: str) -> Event:
    """Return the announcement that somebody joined the case."""
    data = CaseParticipantJoined(case_id=case_id, participant_id=participant_id, role=role)
    return about(unit, case_id, "la.gov.justice.case.participant-joined.v1", data)


def role_taken(unit: Unit, case_id: str, participant_id: str, role: str) -> Event:
    """Return the announcement of a participant's new role."""
    return about(
        unit,
        case_id,
        "la.gov.justice.case.role-taken.v1",
        CaseRoleTaken(case_id=case_id, participant_id=participant_id, role=role),
    )


def representative_appointed(unit: Unit, case_id: str, fact: RepresentativeAppointed) -> Event:
    """Return the announcement that somebody speaks for a participant."""
    data = CaseRepresentativeAppointed(
        case_id=case_id, participant_id=fact.participant, representative_id=fact.representative, role=fact.role
    )
    return about(unit, case_id, "la.gov.justice.case.representative-appointed.v1", data)


def representation_ended(unit: Unit, case_id: str, fact: RepresentationEnded) -> Event:
    """Return the announcement that somebody no longer speaks for a participant."""
    data = CaseRepresentationEnded(
        case_id=case_id, participant_id=fact.participant, representative_id=fact.representative
    )
    return about(unit, case_id, "la.gov.justice.case.representation-ended.v1", data)


def custody_recorded(unit: Unit, case_id: str, fact: CustodyRecorded) -> Event:
    """Return the announcement that a participant is held or free."""
    data = CaseCustodyRecorded(case_id=case_id, participant_id=fact.participant, status=fact.status)
    return about(unit, case_id, "la.gov.justice.case.custody-recorded.v1", data)
