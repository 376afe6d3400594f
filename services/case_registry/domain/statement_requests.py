"""Requests of a court for a prosecutor's statement: the fact, which gives the office that is asked its part. No I/O.

An office enters a case in its register when it sees it. A restricted case it does not see: so the court asks it.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from contracts.organisations import Organisations
from contracts.problems import InvalidInput
from contracts.seats import Seat
from services.case_registry.domain.case_state import CaseState
from services.case_registry.domain.facts import Entry, Fact
from services.case_registry.domain.prosecution import StatementAwaited
from services.case_registry.domain.words import Instance, Kind, Part
from services.case_registry.errors.statement_requests import NO_PROSECUTOR, AskedAlready

# Codes of the list `statement-request-state`.
WAITING: Final = "waiting"
WITHDRAWN: Final = "withdrawn"


class StatementRequested(Fact):
    """A court asked an office of the prosecution for a statement; the office sees the case from now on."""

    kind = "statementRequested"
    to: Seat
    level: Instance
    note: str | None = None

    def applied_to(self, state: CaseState, entry: Entry) -> CaseState:  # noqa: ARG002 - as it is declared
        """Return the case with one more office that sees it."""
        return state.with_part(self.to, Part.REGISTER)


class StatementRequestWithdrawn(Fact):
    """A request was a mistake; with it goes the part in the case that the office had by it alone."""

    kind = "statementRequestWithdrawn"
    request: int  # its position
    to: Seat
    level: Instance
    reason: str
    keeps_part: bool

    def applied_to(self, state: CaseState, entry: Entry) -> CaseState:  # noqa: ARG002 - as it is declared
        """Return the case without that office's part, unless it has it by something else."""
        if self.keeps_part:
            return state
        return replace(state, involved=state.involved - {(self.to, Part.REGISTER)})


def state_of(*, entered: object, given: object, withdrawn: object) -> str:
    """Return what became of a request: a code of the list `statement-request-state`."""
    if withdrawn is not None:
        return WITHDRAWN
    if entered is None:
        return WAITING
    return "entered" if given is None else "given"


def must_be_askable(
    kind: str, request: StatementRequested, earlier: Iterable[Entry], organisations: Organisations
) -> None:
    """Raise `InvalidInput` for who is no prosecutor, and `AskedAlready` while that office has not entered the case.

    `kind` is that of the member that is asked.
    """
    if kind != Kind.PROSECUTOR:
        raise InvalidInput(faults=[NO_PROSECUTOR])
    waiting = False
    for entry in earlier:
        match entry.fact:
            case StatementRequested(to=request.to, level=request.level):
                waiting = True
            case StatementAwaited(level=request.level) if entry.by == request.to:
                waiting = False
            case StatementRequestWithdrawn(to=request.to, level=request.level):
                waiting = False
    if waiting:
        raise AskedAlready(organisations.named(request.to))
