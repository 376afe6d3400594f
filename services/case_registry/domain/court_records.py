"""What a court wrote down, put right: days keep the order of what was done. No I/O.

What a court decided (kind, outcome, matter) is reversed by moves and decisions; only how it was typed is corrected.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Final

from contracts.national.justice.proceeding import Proceeding
from contracts.problems import InvalidInput
from services.case_registry.domain.charges import ChargeDecided
from services.case_registry.domain.corrections import DAYS, Corrected
from services.case_registry.domain.decisions import JUDGMENT, DecisionIssued
from services.case_registry.domain.facts import Entry, Fact
from services.case_registry.domain.imports import Imported
from services.case_registry.domain.moves import Moved
from services.case_registry.domain.proceedings import PanelChanged, ProceedingOpened
from services.case_registry.domain.restrictions import RestrictionChanged
from services.case_registry.domain.statement_requests import StatementRequested, StatementRequestWithdrawn
from services.case_registry.domain.words import Status
from services.case_registry.errors.corrections import not_between

NUMBER: Final = "number"  # stands beside the history; what it was is told by the corrections of it

READ_ANEW: Final = DAYS | {NUMBER}  # rows of proceedings and decisions follow corrections of these


def court_order(entries: Sequence[Entry]) -> Iterator[tuple[Entry, Entry]]:
    """Yield pairs of which the second lies not before the first, or, of judges who come later, behind it.

    Proceedings follow each other, a judge comes behind the beginning of them, charges have their results before the
    judgment, the case moves once it is judged, decisions on who sees it follow each other, and a request is taken back
    once it was made.
    """
    for place, entry in enumerate(entries):
        for later in entries[place + 1 :]:
            match entry.fact, later.fact:
                case ProceedingOpened(), ProceedingOpened():
                    yield entry, later
                case ProceedingOpened() as opened, PanelChanged() as change if change.proceeding == opened.proceeding:
                    yield replace(entry, happened_on=entry.happened_on + timedelta(days=1)), later
                case ChargeDecided(), DecisionIssued() as issued if issued.sort == JUDGMENT:
                    yield entry, later
                case DecisionIssued() as issued, Moved() if issued.sort == JUDGMENT:
                    yield entry, later
                case RestrictionChanged() as one, RestrictionChanged() as other if one.decision and other.decision:
                    yield entry, later
                case StatementRequested(), StatementRequestWithdrawn() as withdrawn if (
                    withdrawn.request == entry.position
                ):
                    yield entry, later


def must_not_end_before(proceedings: Iterable[Proceeding], corrected: Collection[str], member: str) -> None:
    """Raise `InvalidInput` for corrected proceedings that would end before they begin, naming that member."""
    for each in proceedings:
        if each.proceeding_id in corrected and each.ended_on is not None and each.ended_on < each.started_on:
            limits = (None, each.ended_on) if member == "startedOn" else (each.started_on, None)
            raise InvalidInput(faults=[not_between(member, *limits)])


def finalised_by(entries: Sequence[Entry], position: int) -> int | None:
    """Return the place of the judgment that the move at that place made final last; None for any other fact."""
    finals = made_final(entries)
    return next((judgment for judgment, moves in finals.items() if moves[-1].position == position), None)


def made_final(entries: Iterable[Entry]) -> dict[int, list[Entry]]:
    """Return, by the place of a judgment, the moves that made it final; the standing of an imported case is none."""
    latest, found = 0, dict[int, list[Entry]]()
    for entry in entries:
        if isinstance(entry.fact, DecisionIssued) and entry.fact.sort == JUDGMENT:
            latest = entry.position
        elif _is_final(entry.fact):
            found.setdefault(latest, []).append(entry)
    return found


def _is_final(fact: Fact) -> bool:
    return isinstance(fact, Moved) and fact.target is Status.FINAL and not isinstance(fact, Imported)


def number_known(number: str | None, position: int, entries: Iterable[Entry], version: int) -> str | None:
    """Return the number that was on record at that version of what stands at that place, given the one of now."""
    since = (
        entry.fact.changes[NUMBER].was
        for entry in entries
        if isinstance(entry.fact, Corrected)
        and entry.fact.position == position
        and entry.position > version
        and NUMBER in entry.fact.changes
    )
    return next(since, number)
