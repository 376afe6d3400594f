"""Requests of a court for a prosecutor's statement: the fact, which gives the office that is asked its part. No I/O.

An office enters a case in its register when it sees it. A restricted case it does not see: so the court asks it.
"""

from collections.abc import Iterable

from contracts.problems import InvalidInput
from contracts.seats import Seat
from services.case_registry.domain.case_state import CaseState
from services.case_registry.domain.facts import Entry, Fact
from services.case_registry.domain.prosecution import StatementAwaited
from services.case_registry.domain.words import Instance, Kind, Part
from services.case_registry.errors.statement_requests import NO_PROSECUTOR, AskedAlready


class StatementRequested(Fact):
    """A court asked an office of the prosecution for a statement; the office sees the case from now on."""

    kind = "statementRequested"
    to: Seat
    level: Instance
    note: str | None = None

    def applied_to(self, state: CaseState, entry: Entry) -> CaseState:  # noqa: ARG002 - as it is declared
        """Return the case with one more office that sees it."""
        return state.with_part(self.to, Part.REGISTER)


def must_be_askable(kind: str, request: StatementRequested, earlier: Iterable[Entry]) -> None:
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
    if waiting:
        raise AskedAlready(str(request.to))
