"""Event of requests for a statement: a court asked an office of the prosecution."""

from chassis.unit.unit import Unit
from contracts.events import Event
from contracts.national.events.case_statement_requested import CaseStatementRequested
from contracts.national.justice.requested_statement import RequestedStatement
from services.case_registry.events.about import about


def statement_requested(unit: Unit, asked: RequestedStatement) -> Event:
    """Return the announcement that a statement is asked for, which names who is asked."""
    data = CaseStatementRequested(
        case_id=asked.case_id, to=asked.to, level=asked.level, requested_on=asked.requested_on, by=asked.by
    )
    return about(unit, asked.case_id, "la.gov.justice.case.statement-requested.v1", data)
