"""What is announced of a case, of its people and charges, and of courts at work."""

from typing import Final

from chassis.unit.unit import Unit
from contracts.events import Event
from contracts.national.events.case_charge_amended import CaseChargeAmended
from contracts.national.events.case_charge_decided import CaseChargeDecided
from contracts.national.events.case_charge_filed import CaseChargeFiled
from contracts.national.events.case_charge_withdrawn import CaseChargeWithdrawn
from contracts.national.events.case_custody_recorded import CaseCustodyRecorded
from contracts.national.events.case_decision_issued import CaseDecisionIssued
from contracts.national.events.case_handed_over import CaseHandedOver
from contracts.national.events.case_hearing_concluded import CaseHearingConcluded
from contracts.national.events.case_hearing_scheduled import CaseHearingScheduled
from contracts.national.events.case_moved import CaseMoved
from contracts.national.events.case_numbered import CaseNumbered
from contracts.national.events.case_opened import CaseOpened
from contracts.national.events.case_panel_changed import CasePanelChanged
from contracts.national.events.case_participant_deceased import CaseParticipantDeceased
from contracts.national.events.case_participant_joined import CaseParticipantJoined
from contracts.national.events.case_plea_entered import CasePleaEntered
from contracts.national.events.case_proceeding_opened import CaseProceedingOpened
from contracts.national.events.case_recalled import CaseRecalled
from contracts.national.events.case_related import CaseRelated
from contracts.national.events.case_representative_appointed import CaseRepresentativeAppointed
from contracts.national.events.case_role_taken import CaseRoleTaken
from contracts.national.events.case_sent_back import CaseSentBack
from contracts.national.events.case_taken_over import CaseTakenOver
from contracts.national.events.judgment_final import JudgmentFinal
from contracts.national.justice.case import Case
from contracts.national.justice.case_move import CaseMove
from contracts.national.justice.case_office import CaseOffice
from contracts.national.justice.case_relation import CaseRelation
from contracts.national.justice.charge import Charge
from contracts.national.justice.decision import Decision
from contracts.national.justice.hand_over import HandOver
from contracts.national.justice.hearing import Hearing
from contracts.national.justice.proceeding import Proceeding
from services.case_registry.domain.court_facts import CustodyRecorded, ParticipantDied, RepresentativeAppointed
from services.case_registry.events.about import about

CASE_OPENED: Final = "la.gov.justice.case.opened.v1"
CASE_NUMBERED: Final = "la.gov.justice.case.numbered.v1"
CASE_RELATED: Final = "la.gov.justice.case.related.v1"
CASE_MOVED: Final = "la.gov.justice.case.moved.v1"
CASE_HANDED_OVER: Final = "la.gov.justice.case.handed-over.v1"
CASE_TAKEN_OVER: Final = "la.gov.justice.case.taken-over.v1"
CASE_SENT_BACK: Final = "la.gov.justice.case.sent-back.v1"
CASE_RECALLED: Final = "la.gov.justice.case.recalled.v1"
PARTICIPANT_JOINED: Final = "la.gov.justice.case.participant-joined.v1"
ROLE_TAKEN: Final = "la.gov.justice.case.role-taken.v1"
REPRESENTATIVE_APPOINTED: Final = "la.gov.justice.case.representative-appointed.v1"
CUSTODY_RECORDED: Final = "la.gov.justice.case.custody-recorded.v1"
PARTICIPANT_DECEASED: Final = "la.gov.justice.case.participant-deceased.v1"
CHARGE_FILED: Final = "la.gov.justice.case.charge-filed.v1"
CHARGE_AMENDED: Final = "la.gov.justice.case.charge-amended.v1"
CHARGE_WITHDRAWN: Final = "la.gov.justice.case.charge-withdrawn.v1"
PLEA_ENTERED: Final = "la.gov.justice.case.plea-entered.v1"
CHARGE_DECIDED: Final = "la.gov.justice.case.charge-decided.v1"
PROCEEDING_OPENED: Final = "la.gov.justice.case.proceeding-opened.v1"
PANEL_CHANGED: Final = "la.gov.justice.case.panel-changed.v1"
HEARING_SCHEDULED: Final = "la.gov.justice.case.hearing-scheduled.v1"
HEARING_CONCLUDED: Final = "la.gov.justice.case.hearing-concluded.v1"
DECISION_ISSUED: Final = "la.gov.justice.case.decision-issued.v1"
JUDGMENT_FINAL: Final = "la.gov.justice.judgment.final.v1"


def case_opened(unit: Unit, case: Case) -> Event:
    """Return the announcement of a case."""
    opened = CaseOpened(
        case_id=case.case_id,
        category=case.category,
        place=case.place,
        opened_on=case.opened_on,
        restriction=case.restriction,
        opened_by=case.opened_by,
    )
    return about(unit, case.case_id, CASE_OPENED, opened)


def case_numbered(unit: Unit, case_id: str, member: str) -> Event:
    """Return the announcement that a member has a number of its own for the case."""
    return about(unit, case_id, CASE_NUMBERED, CaseNumbered(case_id=case_id, member=member))


def case_related(unit: Unit, case_id: str, relation: CaseRelation) -> Event:
    """Return the announcement that the case is related to another."""
    related = CaseRelated(case_id=case_id, kind=relation.kind, other_case_id=relation.case_id)
    return about(unit, case_id, CASE_RELATED, related)


def case_moved(unit: Unit, move: CaseMove) -> Event:
    """Return the announcement of a move."""
    moved = CaseMoved(
        case_id=move.case_id,
        from_=move.from_ or "",
        to=move.to,
        happened_on=move.happened_on,
        by=move.by,
        version=move.position,
    )
    return about(unit, move.case_id, CASE_MOVED, moved)


def case_handed_over(unit: Unit, sent: HandOver) -> Event:
    """Return the announcement that a file is on its way."""
    documents = [each.document_id for each in sent.files or ()] or None
    data = CaseHandedOver(
        case_id=sent.case_id, hand_over_id=sent.hand_over_id, from_=sent.from_, to=sent.to, document_ids=documents
    )
    return about(unit, sent.case_id, CASE_HANDED_OVER, data)


def case_taken_over(unit: Unit, taken: HandOver) -> Event:
    """Return the announcement that the receiver took the file."""
    data = CaseTakenOver(
        case_id=taken.case_id,
        hand_over_id=taken.hand_over_id,
        from_=taken.from_,
        to=taken.to,
        missing=len(taken.missing or ()),
    )
    return about(unit, taken.case_id, CASE_TAKEN_OVER, data)


def case_sent_back(unit: Unit, refused: HandOver) -> Event:
    """Return the announcement that the receiver did not take the file."""
    data = CaseSentBack(case_id=refused.case_id, hand_over_id=refused.hand_over_id, from_=refused.from_, to=refused.to)
    return about(unit, refused.case_id, CASE_SENT_BACK, data)


def case_recalled(unit: Unit, recalled: HandOver) -> Event:
    """Return the announcement that the sender took the file back."""
    sides = {"from_": recalled.from_, "to": recalled.to}
    data = CaseRecalled(case_id=recalled.case_id, hand_over_id=recalled.hand_over_id, **sides)
    return about(unit, recalled.case_id, CASE_RECALLED, data)


def participant_joined(unit: Unit, case_id: str, participant_id: str, role: str) -> Event:
    """Return the announcement that somebody joined the case."""
    data = CaseParticipantJoined(case_id=case_id, participant_id=participant_id, role=role)
    return about(unit, case_id, PARTICIPANT_JOINED, data)


def role_taken(unit: Unit, case_id: str, participant_id: str, role: str) -> Event:
    """Return the announcement of a participant's new role."""
    return about(unit, case_id, ROLE_TAKEN, CaseRoleTaken(case_id=case_id, participant_id=participant_id, role=role))


def representative_appointed(unit: Unit, case_id: str, fact: RepresentativeAppointed) -> Event:
    """Return the announcement that somebody speaks for a participant."""
    data = CaseRepresentativeAppointed(
        case_id=case_id, participant_id=fact.participant, representative_id=fact.representative, role=fact.role
    )
    return about(unit, case_id, REPRESENTATIVE_APPOINTED, data)


def custody_recorded(unit: Unit, case_id: str, fact: CustodyRecorded) -> Event:
    """Return the announcement that a participant is held or free."""
    data = CaseCustodyRecorded(case_id=case_id, participant_id=fact.participant, status=fact.status)
    return about(unit, case_id, CUSTODY_RECORDED, data)


def participant_deceased(unit: Unit, case_id: str, fact: ParticipantDied, responsible: CaseOffice) -> Event:
    """Return the announcement that a participant has died, which names who has the file."""
    data = CaseParticipantDeceased(
        case_id=case_id, participant_id=fact.participant, event_id=fact.event, responsible=responsible
    )
    return about(unit, case_id, PARTICIPANT_DECEASED, data)


def charge_filed(unit: Unit, charge: Charge) -> Event:
    """Return the announcement of a charge."""
    data = CaseChargeFiled(case_id=charge.case_id, charge_id=charge.charge_id, article=charge.article)
    return about(unit, charge.case_id, CHARGE_FILED, data)


def charge_amended(unit: Unit, charge: Charge) -> Event:
    """Return the announcement that a charge says something else now."""
    data = CaseChargeAmended(case_id=charge.case_id, charge_id=charge.charge_id)
    return about(unit, charge.case_id, CHARGE_AMENDED, data)


def charge_withdrawn(unit: Unit, charge: Charge) -> Event:
    """Return the announcement that a charge is no longer pursued."""
    data = CaseChargeWithdrawn(case_id=charge.case_id, charge_id=charge.charge_id)
    return about(unit, charge.case_id, CHARGE_WITHDRAWN, data)


def plea_entered(unit: Unit, charge: Charge) -> Event:
    """Return the announcement that a charge was answered."""
    data = CasePleaEntered(case_id=charge.case_id, charge_id=charge.charge_id)
    return about(unit, charge.case_id, PLEA_ENTERED, data)


def charge_decided(unit: Unit, charge: Charge) -> Event:
    """Return the announcement that a charge has its result, which is read from the case."""
    data = CaseChargeDecided(case_id=charge.case_id, charge_id=charge.charge_id)
    return about(unit, charge.case_id, CHARGE_DECIDED, data)


def proceeding_opened(unit: Unit, made: Proceeding) -> Event:
    """Return the announcement of the proceedings of an instance."""
    data = CaseProceedingOpened(
        case_id=made.case_id, proceeding_id=made.proceeding_id, level=made.level, court=made.court
    )
    return about(unit, made.case_id, PROCEEDING_OPENED, data)


def panel_changed(unit: Unit, case_id: str, proceeding_id: str) -> Event:
    """Return the announcement that a judge took another's seat."""
    return about(unit, case_id, PANEL_CHANGED, CasePanelChanged(case_id=case_id, proceeding_id=proceeding_id))


def hearing_scheduled(unit: Unit, made: Hearing) -> Event:
    """Return the announcement of a hearing."""
    data = CaseHearingScheduled(
        case_id=made.case_id, hearing_id=made.hearing_id, starts_at=made.starts_at, court=made.court
    )
    return about(unit, made.case_id, HEARING_SCHEDULED, data)


def hearing_concluded(unit: Unit, ended: Hearing) -> Event:
    """Return the announcement that a hearing was held, postponed or cancelled."""
    data = CaseHearingConcluded(case_id=ended.case_id, hearing_id=ended.hearing_id, status=ended.status)
    return about(unit, ended.case_id, HEARING_CONCLUDED, data)


def decision_issued(unit: Unit, made: Decision) -> Event:
    """Return the announcement of a decision."""
    data = CaseDecisionIssued(case_id=made.case_id, decision_id=made.decision_id, kind=made.kind)
    return about(unit, made.case_id, DECISION_ISSUED, data)


def judgment_final(unit: Unit, final: JudgmentFinal) -> Event:
    """Return the announcement that a judgment is final, keyed by its case: a case has one at a time."""
    return about(unit, final.case_id, JUDGMENT_FINAL, final)
