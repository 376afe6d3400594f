"""Decisions of courts: the fact, when one may be issued, and its national identifier (ECLI). No I/O."""

from datetime import date
from typing import Final

from contracts.problems import InvalidInput
from contracts.seats import Seat
from services.case_registry.domain.facts import Fact
from services.case_registry.domain.proceedings import ProceedingState, must_go_on
from services.case_registry.domain.words import Instance, Status
from services.case_registry.errors.decisions import NotTriedYet
from services.case_registry.errors.proceedings import before_the_beginning


class DecisionIssued(Fact):
    """A court issued a decision under its national identifier."""

    kind = "decisionIssued"
    decision: str
    sort: str
    proceeding: str


JUDGMENT: Final = "judgment"
_COURT_CODE: Final = 7  # characters of ECLI's court code (2011/C 127/01, annex §1)
_LETTERS: Final = 2
_OFFICE_CODE: Final = 13  # so that the last part, of 25 characters at most, has room for the category and the number


# Where a case stands while an instance tries it: a judgment before that judges nothing, and its judges have sat.
_TRIED_AT: Final = {
    Instance.FIRST_INSTANCE: Status.IN_TRIAL,
    Instance.APPEAL: Status.APPEALED,
    Instance.CASSATION: Status.IN_CASSATION,
    Instance.REOPENING: Status.REOPENED,
}


def must_be_decidable(proceeding: ProceedingState, kind: str, decided_on: date, status: Status) -> None:
    """Raise `ProceedingEnded` for a second judgment, `NotTriedYet` for one before the case is tried at its instance.

    And `InvalidInput` for a decision before the proceedings.
    """
    if kind == JUDGMENT:
        must_go_on(proceeding)
        if status is not _TRIED_AT[proceeding.level]:
            raise NotTriedYet(status, _TRIED_AT[proceeding.level])
    if decided_on < proceeding.started_on:
        raise InvalidInput(faults=[before_the_beginning("/decidedOn")])


def series_of(court: Seat, letters: str, year: int) -> str:
    """Return the identifier of a court's decisions without its last part, the number: by court, year, office, letters.

    ECLI (2011/C 127/01): `ECLI:LA:PSC:2026:0101.CR.123`. Each office numbers each category for itself, so that courts
    do not wait for each other. Categories with the same letters share one series of numbers.
    """
    office = _plain(court.office)[:_OFFICE_CODE]
    return f"ECLI:LA:{_plain(court.member)[:_COURT_CODE]}:{year}:{office}.{_plain(letters)[:_LETTERS]}"


def _plain(text: str) -> str:
    """Return the letters and digits that an identifier may have."""
    return "".join(letter for letter in text.upper() if letter.isascii() and letter.isalnum())
