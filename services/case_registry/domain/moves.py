"""Moves of a case from one status to another: the fact, and who may move it where and when (`moves.toml`). No I/O."""

from dataclasses import replace
from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict

from contracts.national.justice.reopening_petition import ReopeningPetition
from contracts.national.shared.document_reference import DocumentReference
from contracts.problems import InvalidInput
from contracts.seats import Seat
from services.case_registry.domain import seat_conditions
from services.case_registry.domain.case_state import Actor, CaseState
from services.case_registry.domain.facts import Entry, Fact
from services.case_registry.domain.table import TABLE, Move, Table
from services.case_registry.domain.words import PAUSES, Kind, RemedyOutcome, Status, SuspensionReason, Way
from services.case_registry.errors.codes import unknown_code
from services.case_registry.errors.hand_overs import HandOverPending
from services.case_registry.errors.moves import (
    BEFORE_THE_LAST_MOVE,
    MEDIATION_FAILED,
    MEDIATION_OF_A_CRIME,
    CourtDesignated,
    MoveNotAllowed,
)


class Mistake(BaseModel):
    """Why the move before was a mistake, who recorded and who approved that, and how the case stood before it."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    move: int  # its place in the history
    reason: str
    basis: str
    recorded_by: str
    approved_by: str
    previous: Status | None = None
    before_pause: Status | None = None
    moved_on: date | None = None  # None: it was recorded before this was
    court: Seat | None = None
    court_awaited: bool = False


class Moved(Fact):
    """The case went from one status to another."""

    kind = "moved"
    source: Status
    target: Status
    decision: str | None = None
    proposal: str | None = None  # until decision 0063: a number that nobody could look up
    called_up_file: str | None = None
    petition: ReopeningPetition | None = None
    outcome: RemedyOutcome | None = None
    reason: SuspensionReason | None = None
    document: DocumentReference | None = None
    court: Seat | None = None
    mediation: str | None = None
    note: str | None = None
    mistake: Mistake | None = None
    successor: Literal[True] | None = None  # whoever moves it has taken over the designated court, which is closed

    def applied_to(self, state: CaseState, entry: Entry) -> CaseState:
        """Return the case at its new status; a designated court is awaited until it acts."""
        if self.mistake is not None:
            return self._back_again(state, self.mistake, entry)
        resumed = self.source in PAUSES and self.target is state.previous
        moved = replace(
            state,
            status=self.target,
            previous=state.before_pause if resumed else self.source,
            before_pause=state.previous if self.target in PAUSES else None,
            moved_on=entry.happened_on,
        )
        if self.court is not None:
            return replace(moved, court=self.court, court_awaited=self.court != state.responsible)
        acts = entry.by == state.court or self.successor is True
        return replace(moved, court_awaited=state.court_awaited and not acts)

    def _back_again(self, state: CaseState, mistake: Mistake, entry: Entry) -> CaseState:
        return replace(
            state,
            status=self.target,
            previous=mistake.previous,
            before_pause=mistake.before_pause,
            moved_on=mistake.moved_on or entry.happened_on,
            court=mistake.court,
            court_awaited=mistake.court_awaited,
        )


def status_of(code: str) -> Status:
    """Return the status behind a code of the national list, or raise `InvalidInput`."""
    try:
        return Status(code)
    except ValueError:
        raise InvalidInput(faults=[unknown_code("/to")]) from None


def moves_of(state: CaseState, mover: Actor, day: date, table: Table = TABLE) -> list[Move]:
    """Return the rows of the table by which a member of this kind moves the case from its status on that day."""
    rows = table.moves_from(state.status, mover.way_of(state), state.previous, day)
    return [row for row in rows if mover.is_a(row.by)]


def must_be_allowed(
    state: CaseState, order: Moved, mover: Actor, day: date, table: Table = TABLE, *, reverses: bool = False
) -> Move:
    """Return the row by which the move is allowed, or raise the refusal; what the row needs is not asked yet.

    `reverses` says that the order takes a mistake back: such a row is meant where others lead to the same status.
    `MoveNotAllowed` names what is allowed instead, `HandOverPending` to whom the file of a case that is to be taken
    back, or closed, is on its way, `CourtDesignated` which court the case waits for, and what
    `must_be_met` raises which office does it; `InvalidInput` is what the order does not say, or says of a
    day that cannot be.
    """
    rows = _rows(state, order.target, mover, day, table, reverses=reverses)
    seat_conditions.must_be_met([row.office for row in rows], state, mover, {row.by.value for row in rows})
    row = next(row for row in rows if row.office.is_met(state, mover))
    if not row.reverses:  # which court waits may be what was the mistake
        must_try(state, mover)
    if _waits_for_the_file(row) and state.offered_to is not None:
        raise HandOverPending(mover.named(state.offered_to))
    faults = [BEFORE_THE_LAST_MOVE] if day < state.moved_on else []
    if order.mediation is not None and mover.way_of(state) is Way.CRIMINAL:
        faults.append(MEDIATION_OF_A_CRIME)
    if order.mediation == "failed" and order.target is Status.SETTLED:
        faults.append(MEDIATION_FAILED)
    if faults:
        raise InvalidInput(faults=faults)
    return row


def must_try(state: CaseState, court: Actor) -> None:
    """Raise `CourtDesignated` for a court that has the file while the case waits for another one."""
    if state.court is not None and _waits_for_another(state, court):
        raise CourtDesignated(court.named(state.court))


def _waits_for_another(state: CaseState, court: Actor) -> bool:
    """Tell whether an order has designated another court than this one, and it has not acted yet."""
    awaited = state.court if state.court_awaited else None
    return awaited is not None and court.is_a(Kind.COURT) and not court.is_own(awaited)


def _waits_for_the_file(row: Move) -> bool:
    """Tell whether the move is not made while the file is on its way: taken back, or closed."""
    return row.reverses or row.target is Status.CLOSED


def _may(row: Move, state: CaseState, mover: Actor) -> bool:
    """Tell whether nothing of how the case stands forbids whoever asks this move of its kind of member."""
    on_its_way = state.offered_to is not None and _waits_for_the_file(row)
    waits = not row.reverses and _waits_for_another(state, mover)
    return row.office.is_met(state, mover) and not on_its_way and not waits


def _rows(state: CaseState, target: Status, mover: Actor, day: date, table: Table, *, reverses: bool) -> list[Move]:
    mine = moves_of(state, mover, day, table)
    if rows := [row for row in mine if row.target is target]:
        return [row for row in rows if row.reverses is reverses] or rows
    others = table.moves_from(state.status, mover.way_of(state), state.previous, day)
    allowed = list(dict.fromkeys(row.target for row in mine if _may(row, state, mover)))
    raise MoveNotAllowed(state.status, target, allowed, sorted({row.by for row in others}))
