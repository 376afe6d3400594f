"""Events of decisions: issued; a judgment is final."""

from chassis.unit.unit import Unit
from contracts.events import Event
from contracts.national.events.case_decision_issued import CaseDecisionIssued
from contracts.national.events.judgment_final import JudgmentFinal
from contracts.national.justice.decision import Decision
from services.case_registry.events.about import about


def decision_issued(unit: Unit, decision: Decision) -> Event:
    """Return the announcement of a decision."""
    data = CaseDecisionIssued(case_id=decision.case_id, decision_id=decision.decision_id, kind=decision.kind)
    return about(unit, decision.case_id, "la.gov.justice.case.decision-issued.v1", data)


def judgment_final(unit: Unit, final: JudgmentFinal) -> Event:
    """Return the announcement that a judgment is final, keyed by its case: a case has one at a time."""
    return about(unit, final.case_id, "la.gov.justice.judgment.final.v1", final)
