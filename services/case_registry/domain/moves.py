"""Moves of a case from one status to another: the fact, and who may move it where and when (`moves.toml`). No I/O."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from contracts.national.shared.document_reference import DocumentReference
from contracts.problems import Fault, InvalidInput
from services.case_registry.domain.case_state import Actor, CaseState
from services.case_registry.domain.facts import Entry, Fact
from services.case_registry.domain.table import TABLE, Move, Need, Table
from services.case_registry.domain.words import CRIMES, Kind, Seat, Status
from services.case_registry.errors.codes import unknown_code
from services.case_registry.errors.moves import (
    BEFORE_THE_LAST_MOVE,
    COURT_MISSING,
    MEDIATION_OF_A_CRIME,
    PROPOSAL_MISSING,
    CourtDesignated,
    FileElsewhere,
    MoveNotAllowed,
)


class Moved(Fact):
    """The case went from one status to another."""

    kind = "moved"
    source: Status
    target: Status
    decision: str | None = None
    proposal: str | None = None
    document: DocumentReference | None = None
    court: Seat | None = None
    mediation: str | None = None
    note: str | None = None

    def applied_to(self, state: CaseState, entry: Entry) -> CaseState:
        """Return the case at its new status; a designated court is awaited until it acts."""
        moved = replace(state, status=self.target, previous=self.source, moved_on=entry.happened_on)
        if self.court is not None:
            here = self.court in {state.responsible, Seat(state.responsible.member)}
            return replace(moved, court=self.court, court_awaited=not here)
        acts = state.court is not None and state.court.is_met_by(entry.by)
        return replace(moved, court_awaited=state.court_awaited and not acts)


def status_of(code: str) -> Status:
    """Return the status behind a code of the national list, or raise `InvalidInput`."""
    try:
        return Status(code)
    except ValueError:
        raise InvalidInput(faults=[unknown_code("/to")]) from None


def moves_of(state: CaseState, mover: Actor, day: date, table: Table = TABLE) -> list[Move]:
    """Return the rows of the table by which a member of this kind may move the case from its status on that day."""
    rows = table.moves_from(state.status, state.category, state.previous, day)
    return [row for row in rows if mover.is_a(row.by)]


def must_be_allowed(state: CaseState, order: Moved, mover: Actor, day: date, table: Table = TABLE) -> None:
    """Raise the refusal of a move that is not allowed.

    `MoveNotAllowed` names what is allowed instead; `FileElsewhere` who has the file; `CourtDesignated` which court the
    case waits for; `InvalidInput` what the order does not say, or says of a day that cannot be.
    """
    row = _row(state, order.target, mover, day, table)
    if not row.elsewhere and not state.responsible.is_met_by(mover.seat):
        raise FileElsewhere(str(state.responsible))
    if state.court_awaited and state.court and mover.is_a(Kind.COURT) and not state.court.is_met_by(mover.seat):
        raise CourtDesignated(str(state.court))
    faults = _faults(state, order, row, day)
    if faults:
        raise InvalidInput(faults=faults)


def _row(state: CaseState, target: Status, mover: Actor, day: date, table: Table) -> Move:
    mine = moves_of(state, mover, day, table)
    for row in mine:
        if row.target is target:
            return row
    others = table.moves_from(state.status, state.category, state.previous, day)
    raise MoveNotAllowed(state.status, target, [row.target for row in mine], sorted({row.by for row in others}))


def _faults(state: CaseState, order: Moved, row: Move, day: date) -> Sequence[Fault]:
    faults = [BEFORE_THE_LAST_MOVE] if day < state.moved_on else []
    if Need.PROPOSAL in row.needs and order.proposal is None:
        faults.append(PROPOSAL_MISSING)
    if Need.COURT in row.needs and order.court is None:
        faults.append(COURT_MISSING)
    if order.mediation is not None and state.category in CRIMES:
        faults.append(MEDIATION_OF_A_CRIME)
    return faults
