"""Decisions of courts: the fact, when one may be issued, and its national identifier (ECLI). No I/O."""

from datetime import date
from typing import Final

from contracts.problems import InvalidInput
from services.case_registry.domain.facts import Fact
from services.case_registry.domain.proceedings import ProceedingState, must_go_on
from services.case_registry.domain.words import Category, Seat
from services.case_registry.errors.proceedings import before_the_beginning


class DecisionIssued(Fact):
    """A court issued a decision under its national identifier."""

    kind = "decisionIssued"
    decision: str
    sort: str
    proceeding: str


JUDGMENT: Final = "judgment"
_COURT_CODE: Final = 7  # characters of ECLI's court code (2011/C 127/01, annex §1)


def must_be_decidable(proceeding: ProceedingState, kind: str, decided_on: date) -> None:
    """Raise `ProceedingEnded` for a second judgment, and `InvalidInput` for a decision before the proceedings."""
    if kind == JUDGMENT:
        must_go_on(proceeding)
    if decided_on < proceeding.started_on:
        raise InvalidInput(faults=[before_the_beginning("/decidedOn")])


def series_of(court: Seat, category: Category, year: int) -> str:
    """Return the identifier of a court's decisions without its last part, the number: by court, year, office, category.

    ECLI (2011/C 127/01): `ECLI:LA:PSC:2026:0101.CR.123`. Each office numbers each category for itself, so that courts
    do not wait for each other.
    """
    parts = [part for part in (court.office, category.value[:2]) if part]
    return f"ECLI:LA:{_plain(court.member)[:_COURT_CODE]}:{year}:{'.'.join(_plain(part) for part in parts)}"


def _plain(text: str) -> str:
    """Return the letters and digits that an identifier may have."""
    return "".join(letter for letter in text.upper() if letter.isascii() and letter.isalnum())
