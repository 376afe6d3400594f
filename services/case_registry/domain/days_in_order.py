"""Days of what a court gives in one go: results by the day of their judgment, restrictions in order. No I/O."""

from collections.abc import Sequence
from datetime import date

from contracts.problems import InvalidInput
from services.case_registry.domain.charges import ChargeDecided
from services.case_registry.domain.decisions import JUDGMENT, DecisionIssued
from services.case_registry.domain.facts import Entry
from services.case_registry.domain.moves import Moved
from services.case_registry.domain.restrictions import RestrictionChanged
from services.case_registry.domain.words import PAUSES
from services.case_registry.errors.days import after_the_judgment, before_the_last_decision, before_the_results


def must_close_the_trial(day: date, entries: Sequence[Entry]) -> None:
    """Raise `InvalidInput` for a judgment of a day before that of a result on record: it gives the results."""
    decided = [entry.happened_on for entry in entries if isinstance(entry.fact, ChargeDecided)]
    if decided and day < max(decided):
        raise InvalidInput(faults=[before_the_results(max(decided))])


def must_be_in_the_judgment(day: date, entries: Sequence[Entry]) -> None:
    """Raise `InvalidInput` for a result of a day behind the judgment of this trial, which gave it."""
    judged_on = _judged_on(entries)
    if judged_on is not None and judged_on < day:
        raise InvalidInput(faults=[after_the_judgment(judged_on)])


def must_follow_the_last(day: date, entries: Sequence[Entry]) -> None:
    """Raise `InvalidInput` for a decision on who sees a case of a day before that of another one, which holds.

    What the registry itself did, for a child, is no decision.
    """
    decided = [
        entry.happened_on
        for entry in entries
        if isinstance(entry.fact, RestrictionChanged) and entry.fact.decision is not None
    ]
    if decided and day < max(decided):
        raise InvalidInput(faults=[before_the_last_decision(max(decided))])


def _judged_on(entries: Sequence[Entry]) -> date | None:
    """Return the day of the judgment that was issued since the case came to where it stands, pauses apart; or None."""
    for entry in reversed(entries):
        match entry.fact:
            case DecisionIssued(sort=sort) if sort == JUDGMENT:
                return entry.happened_on
            case Moved(source=source, target=target) if PAUSES.isdisjoint({source, target}):
                return None
            case _:
                pass
    return None
