"""What is announced of cases in the register of the prosecution."""

from chassis.unit.unit import Unit
from contracts.events import Event
from contracts.national.events.case_call_up_decided import CaseCallUpDecided
from contracts.national.events.case_called_up import CaseCalledUp
from contracts.national.events.case_statement_awaited import CaseStatementAwaited
from contracts.national.events.case_statement_given import CaseStatementGiven
from contracts.national.justice.called_up_file import CalledUpFile
from contracts.national.justice.prosecutor_statement import ProsecutorStatement
from services.case_registry.events.about import about


def case_statement_awaited(unit: Unit, made: ProsecutorStatement) -> Event:
    """Return the announcement that a case came to a prosecutor for a statement."""
    data = CaseStatementAwaited(
        case_id=made.case_id,
        statement_id=made.statement_id,
        office=made.office,
        level=made.level,
        happened_on=made.entered_on,
    )
    return about(unit, made.case_id, "la.gov.justice.case.statement-awaited.v1", data)


def case_statement_given(unit: Unit, made: ProsecutorStatement) -> Event:
    """Return the announcement that the prosecutor gave the statement."""
    data = CaseStatementGiven(
        case_id=made.case_id,
        statement_id=made.statement_id,
        office=made.office,
        level=made.level,
        outcome=made.outcome or "",
        happened_on=made.resolved_on or made.entered_on,
    )
    return about(unit, made.case_id, "la.gov.justice.case.statement-given.v1", data)


def case_called_up(unit: Unit, made: CalledUpFile) -> Event:
    """Return the announcement that a prosecutor called the file of the case up."""
    data = CaseCalledUp(
        case_id=made.case_id,
        called_up_file_id=made.called_up_file_id,
        office=made.office,
        level=made.level,
        basis=made.basis,
        happened_on=made.entered_on,
    )
    return about(unit, made.case_id, "la.gov.justice.case.called-up.v1", data)


def case_call_up_decided(unit: Unit, made: CalledUpFile) -> Event:
    """Return the announcement that the prosecutor decided on a called-up file."""
    data = CaseCallUpDecided(
        case_id=made.case_id,
        called_up_file_id=made.called_up_file_id,
        office=made.office,
        level=made.level,
        basis=made.basis,
        outcome=made.outcome or "",
        happened_on=made.resolved_on or made.entered_on,
    )
    return about(unit, made.case_id, "la.gov.justice.case.call-up-decided.v1", data)
