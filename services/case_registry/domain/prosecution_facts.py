"""What happens to a case in the register of the prosecution: facts beside those of `facts`."""

from dataclasses import replace
from typing import Final

from contracts.national.shared.document_reference import DocumentReference
from services.case_registry.domain.facts import Entry, Fact
from services.case_registry.domain.standing import Standing
from services.case_registry.domain.words import CallUpOutcome, Ground, Instance, StatementOutcome


class _Registered(Fact):
    """The case entered the register of a prosecutor's office, which has a role in it from now on."""

    file: str
    level: Instance
    number: str | None = None

    def onto(self, standing: Standing, by: Entry) -> Standing:
        """Return the case with one more member that sees it."""
        return replace(standing, involved=standing.involved | {by.by.member})


class StatementAwaited(_Registered):
    """The case came to a prosecutor for a statement."""

    kind = "statementAwaited"


class CalledUp(_Registered):
    """A prosecutor called the file of the case up."""

    kind = "calledUp"
    ground: Ground


class StatementGiven(Fact):
    """The prosecutor gave the statement: resolved."""

    kind = "statementGiven"
    file: str
    outcome: StatementOutcome
    decision: str
    document: DocumentReference | None = None


class CallUpDecided(Fact):
    """The prosecutor decided on the file that was called up: resolved."""

    kind = "callUpDecided"
    file: str
    outcome: CallUpOutcome
    decision: str
    document: DocumentReference | None = None


PROSECUTION: Final = (StatementAwaited, StatementGiven, CalledUp, CallUpDecided)
