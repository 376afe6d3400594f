"""What a case was reopened on: a prosecutor's proposal, or a party's petition against what was judged. No I/O."""

from collections.abc import Iterator, Sequence
from datetime import date

from contracts.problems import InvalidInput
from services.case_registry.domain.decisions import JUDGMENT, DecisionIssued
from services.case_registry.domain.facts import Entry
from services.case_registry.domain.mistakes import standing_moves
from services.case_registry.domain.moves import Moved
from services.case_registry.domain.prosecution import CallUpDecided
from services.case_registry.domain.words import CallUpOutcome
from services.case_registry.errors.corrections import REOPENED_ON_IT


def grounds_of(move: Entry, entries: Sequence[Entry]) -> Iterator[tuple[Entry | date, Sequence[Entry]]]:
    """Yield what that move rests on: the entry of the proposal, or the day of the petition with the judgments then."""
    if not isinstance(move.fact, Moved):
        return
    before = entries[: move.position - 1]
    if move.fact.called_up_file is not None:
        for entry in before:
            if isinstance(entry.fact, CallUpDecided) and entry.fact.file == move.fact.called_up_file:
                yield entry, ()
    if move.fact.petition is not None:
        judged = [each for each in before if isinstance(each.fact, DecisionIssued) and each.fact.sort == JUDGMENT]
        yield move.fact.petition.filed_on, judged


def must_stay_proposed(entries: Sequence[Entry], right: Entry) -> None:
    """Raise `InvalidInput` for a proposal that is none any more, on which the case was reopened by no mistake."""
    if not isinstance(right.fact, CallUpDecided) or right.fact.outcome is CallUpOutcome.PROPOSE_REOPENING:
        return
    grounds = [ground for move in standing_moves(entries) for ground, _ in grounds_of(move, entries)]
    if any(isinstance(ground, Entry) and ground.position == right.position for ground in grounds):
        raise InvalidInput(faults=[REOPENED_ON_IT])
