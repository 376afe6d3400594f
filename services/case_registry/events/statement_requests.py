"""Events of requests for a statement: a court asked an office of the prosecution, or took that back."""

from datetime import date

from chassis.unit.unit import Unit
from contracts.events import Event
from contracts.national.events.case_statement_request_withdrawn import CaseStatementRequestWithdrawn
from contracts.national.events.case_statement_requested import CaseStatementRequested
from contracts.national.justice.requested_statement import RequestedStatement
from services.case_registry.domain.case_state import Actor
from services.case_registry.domain.words import office_of
from services.case_registry.events.about import about


def statement_requested(unit: Unit, asked: RequestedStatement) -> Event:
    """Return the announcement that a statement is asked for, which names who is asked."""
    data = CaseStatementRequested(
        case_id=asked.case_id,
        to=asked.to,
        level=asked.level,
        requested_on=asked.requested_on,
        by=asked.by,
        position=asked.position,
    )
    return about(unit, asked.case_id, "la.gov.justice.case.statement-requested.v1", data)


def request_withdrawn(unit: Unit, request: RequestedStatement, actor: Actor, on: date) -> Event:
    """Return the announcement that a request was a mistake, which names who had been asked."""
    data = CaseStatementRequestWithdrawn(
        case_id=request.case_id,
        position=request.position,
        to=request.to,
        level=request.level,
        by=office_of(actor.seat),
        withdrawn_on=on,
    )
    return about(unit, request.case_id, "la.gov.justice.case.statement-request-withdrawn.v1", data)
