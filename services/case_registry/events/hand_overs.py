"""Events of hand-overs: sent, taken, refused, recalled."""

from chassis.unit.unit import Unit
from contracts.events import Event
from contracts.national.events.case_handed_over import CaseHandedOver
from contracts.national.events.case_recalled import CaseRecalled
from contracts.national.events.case_sent_back import CaseSentBack
from contracts.national.events.case_taken_over import CaseTakenOver
from contracts.national.justice.hand_over import HandOver
from services.case_registry.events.about import about


def case_handed_over(unit: Unit, sent: HandOver) -> Event:
    """Return the announcement that a file is on its way."""
    documents = [document.document_id for document in sent.documents or ()] or None
    data = CaseHandedOver(
        case_id=sent.case_id, hand_over_id=sent.hand_over_id, from_=sent.from_, to=sent.to, document_ids=documents
    )
    return about(unit, sent.case_id, "la.gov.justice.case.handed-over.v1", data)


def case_taken_over(unit: Unit, taken: HandOver) -> Event:
    """Return the announcement that the receiver took the file."""
    data = CaseTakenOver(
        case_id=taken.case_id,
        hand_over_id=taken.hand_over_id,
        from_=taken.from_,
        to=taken.to,
        missing_count=len(taken.missing_document_ids or ()),
    )
    return about(unit, taken.case_id, "la.gov.justice.case.taken-over.v1", data)


def case_sent_back(unit: Unit, refused: HandOver) -> Event:
    """Return the announcement that the receiver did not take the file."""
    data = CaseSentBack(case_id=refused.case_id, hand_over_id=refused.hand_over_id, from_=refused.from_, to=refused.to)
    return about(unit, refused.case_id, "la.gov.justice.case.sent-back.v1", data)


def case_recalled(unit: Unit, recalled: HandOver) -> Event:
    """Return the announcement that the sender took the file back."""
    sides = {"from_": recalled.from_, "to": recalled.to}
    data = CaseRecalled(case_id=recalled.case_id, hand_over_id=recalled.hand_over_id, **sides)
    return about(unit, recalled.case_id, "la.gov.justice.case.recalled.v1", data)
