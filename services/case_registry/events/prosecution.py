"""Events of prosecutors' registers: entered for a statement or called up, resolved, and withdrawn."""

from datetime import date

from chassis.unit.unit import Unit
from contracts.events import Event
from contracts.national.events.case_call_up_decided import CaseCallUpDecided
from contracts.national.events.case_called_up import CaseCalledUp
from contracts.national.events.case_register_entry_withdrawn import CaseRegisterEntryWithdrawn
from contracts.national.events.case_statement_awaited import CaseStatementAwaited
from contracts.national.events.case_statement_given import CaseStatementGiven
from contracts.national.justice.called_up_file import CalledUpFile
from contracts.national.justice.prosecutor_statement import ProsecutorStatement
from services.case_registry.domain.case_state import Actor
from services.case_registry.domain.prosecution import RegisteredFile
from services.case_registry.domain.words import office_of
from services.case_registry.events.about import about


def case_statement_awaited(unit: Unit, statement: ProsecutorStatement) -> Event:
    """Return the announcement that a case came to a prosecutor for a statement."""
    data = CaseStatementAwaited(
        case_id=statement.case_id,
        statement_id=statement.statement_id,
        office=statement.office,
        level=statement.level,
        entered_on=statement.entered_on,
    )
    return about(unit, statement.case_id, "la.gov.justice.case.statement-awaited.v1", data)


def case_statement_given(unit: Unit, statement: ProsecutorStatement) -> Event:
    """Return the announcement that the prosecutor gave the statement."""
    data = CaseStatementGiven(
        case_id=statement.case_id,
        statement_id=statement.statement_id,
        office=statement.office,
        level=statement.level,
        outcome=statement.outcome or "",
        resolved_on=statement.resolved_on or statement.entered_on,
    )
    return about(unit, statement.case_id, "la.gov.justice.case.statement-given.v1", data)


def case_called_up(unit: Unit, file: CalledUpFile) -> Event:
    """Return the announcement that a prosecutor called the file of the case up."""
    data = CaseCalledUp(
        case_id=file.case_id,
        called_up_file_id=file.called_up_file_id,
        office=file.office,
        level=file.level,
        basis=file.basis,
        entered_on=file.entered_on,
    )
    return about(unit, file.case_id, "la.gov.justice.case.called-up.v1", data)


def case_call_up_decided(unit: Unit, file: CalledUpFile) -> Event:
    """Return the announcement that the prosecutor decided on a called-up file."""
    data = CaseCallUpDecided(
        case_id=file.case_id,
        called_up_file_id=file.called_up_file_id,
        office=file.office,
        level=file.level,
        basis=file.basis,
        outcome=file.outcome or "",
        resolved_on=file.resolved_on or file.entered_on,
    )
    return about(unit, file.case_id, "la.gov.justice.case.call-up-decided.v1", data)


def entry_withdrawn(unit: Unit, file: RegisteredFile, actor: Actor, on: date) -> Event:
    """Return the announcement that an entry was a mistake, and was taken out."""
    data = CaseRegisterEntryWithdrawn(
        case_id=file.case_id,
        entry_id=file.file_id,
        office=office_of(file.office),
        level=file.level,
        by=office_of(actor.seat),
        withdrawn_on=on,
    )
    return about(unit, file.case_id, "la.gov.justice.case.register-entry-withdrawn.v1", data)
