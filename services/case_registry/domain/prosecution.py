"""Entries in the register of a prosecutor's office: facts, and the rules of entering and resolving them. No I/O.

There are two kinds of file, a case for a statement and a file that was called up, and one set of rules.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TypeVar

from contracts.national.shared.document_reference import DocumentReference
from contracts.problems import InvalidInput
from contracts.seats import Seat
from services.case_registry.domain.case_state import CaseState
from services.case_registry.domain.facts import Entry, Fact
from services.case_registry.domain.registers import Section
from services.case_registry.domain.words import CallUpOutcome, Ground, Instance, Part, StatementOutcome
from services.case_registry.errors.codes import unknown_code
from services.case_registry.errors.prosecution import (
    BEFORE_THE_ENTRY,
    BEFORE_THE_OPENING,
    AlreadyResolved,
)


class _Registered(Fact):
    """The case entered the register of a prosecutor's office, which has a role in it from now on."""

    file: str
    level: Instance
    number: str | None = None

    def applied_to(self, state: CaseState, entry: Entry) -> CaseState:
        """Return the case with one more office that sees it."""
        return state.with_part(entry.by, Part.REGISTER)


class StatementAwaited(_Registered):
    """The case came to a prosecutor for a statement."""

    kind = "statementAwaited"


class CalledUp(_Registered):
    """A prosecutor called the file of the case up."""

    kind = "calledUp"
    ground: Ground


class StatementGiven(Fact):
    """The prosecutor gave the statement: the entry is resolved."""

    kind = "statementGiven"
    file: str
    outcome: StatementOutcome
    decision: str
    document: DocumentReference | None = None


class CallUpDecided(Fact):
    """The prosecutor decided on the called-up file: the entry is resolved."""

    kind = "callUpDecided"
    file: str
    outcome: CallUpOutcome
    decision: str
    document: DocumentReference | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolved:
    """How and when an entry of the register was resolved."""

    outcome: StatementOutcome | CallUpOutcome
    decision: str
    document: DocumentReference | None
    on: date
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisteredFile:
    """A case in the register of an office: for a statement, or because its file was called up."""

    file_id: str
    case_id: str
    section: Section
    office: Seat
    category: str
    level: Instance
    ground: Ground | None  # of a file that was called up
    number: str | None
    entered_on: date
    recorded_at: datetime
    position: int | None = None  # of the entry in the history of its case
    resolved: Resolved | None = None
    resolved_position: int | None = None


def must_follow_the_opening(day: date, opened_on: date) -> None:
    """Raise `InvalidInput` for an entry on a day before the case was opened."""
    if day < opened_on:
        raise InvalidInput(faults=[BEFORE_THE_OPENING])


def must_be_resolvable(file: RegisteredFile, day: date) -> None:
    """Raise `AlreadyResolved`, or `InvalidInput` for a day before the entry."""
    if file.resolved is not None:
        raise AlreadyResolved(file.resolved.on.isoformat())
    if day < file.entered_on:
        raise InvalidInput(faults=[BEFORE_THE_ENTRY])


def level_of(code: str) -> Instance:
    """Return the instance behind a code of the national list, or raise `InvalidInput`."""
    return _enum_of(Instance, code, "/level")


def ground_of(code: str) -> Ground:
    """Return the ground behind a code of the national list, or raise `InvalidInput`."""
    return _enum_of(Ground, code, "/basis")


def statement_outcome_of(code: str) -> StatementOutcome:
    """Return the outcome behind a code of the national list, or raise `InvalidInput`."""
    return _enum_of(StatementOutcome, code, "/outcome")


def call_up_outcome_of(code: str) -> CallUpOutcome:
    """Return the outcome behind a code of the national list, or raise `InvalidInput`."""
    return _enum_of(CallUpOutcome, code, "/outcome")


_Word = TypeVar("_Word", bound=StrEnum)


def _enum_of(words: type[_Word], code: str, pointer: str) -> _Word:
    try:
        return words(code)
    except ValueError:
        raise InvalidInput(faults=[unknown_code(pointer)]) from None
