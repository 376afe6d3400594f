"""How long a case stood at one instance before one office: what registers of work and yearly tables count. No I/O.

A stay follows from the facts of the case alone, so a replay gives the same stays. The prosecution is the instance
before the courts. A court that records an appeal still has the file: the case waits there for the higher court, and is
counted as work of neither until an office goes on with it. A court that an order names has the case from then on,
wherever the file lies.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Final

from contracts.seats import Seat
from services.case_registry.domain.case_state import CaseState
from services.case_registry.domain.corrections import effective
from services.case_registry.domain.facts import Entry
from services.case_registry.domain.history import next_state
from services.case_registry.domain.imports import Imported
from services.case_registry.domain.joins import JoinedInto, JoinUndone
from services.case_registry.domain.moves import Moved
from services.case_registry.domain.proceedings import ProceedingOpened
from services.case_registry.domain.words import Instance, RemedyOutcome, Status


class Stage(StrEnum):
    """Where a case is worked on: with the prosecution, or at an instance of the courts."""

    PROSECUTION = "prosecution"
    FIRST_INSTANCE = Instance.FIRST_INSTANCE
    APPEAL = Instance.APPEAL
    CASSATION = Instance.CASSATION
    REOPENING = Instance.REOPENING


class Exit(StrEnum):
    """How a stay ended."""

    RETURNED = "returned"  # for more investigation, or to the prosecutor
    SUSPENDED = "suspended"
    DISMISSED = "dismissed"
    CHARGED = "charged"
    DECIDED = "decided"  # by a court
    PASSED_ON = "passedOn"  # undecided, to another office
    OTHERWISE = "otherwise"


REMANDED: Final = RemedyOutcome.QUASHED_AND_REMANDED.value
CHANGED: Final = RemedyOutcome.CHANGED.value
_DECIDING: Final = frozenset({RemedyOutcome.UPHELD.value, CHANGED, REMANDED})  # the others leave the decision as it was
_STAGES: Final = {
    Status.FILE_SENT_TO_PROSECUTOR: Stage.PROSECUTION,
    Status.RETURNED_TO_PROSECUTOR: Stage.PROSECUTION,
    Status.FILED_IN_COURT: Stage.FIRST_INSTANCE,
    Status.ACCEPTED: Stage.FIRST_INSTANCE,
    Status.IN_TRIAL: Stage.FIRST_INSTANCE,
    Status.APPEALED: Stage.APPEAL,
    Status.IN_CASSATION: Stage.CASSATION,
    Status.REOPENED: Stage.REOPENING,
}
_EXITS: Final = {
    Status.RETURNED_FOR_INVESTIGATION: Exit.RETURNED,
    Status.RETURNED_TO_PROSECUTOR: Exit.RETURNED,
    Status.SUSPENDED: Exit.SUSPENDED,
    Status.DISMISSED: Exit.DISMISSED,
    Status.CHARGED: Exit.CHARGED,
    Status.FILED_IN_COURT: Exit.CHARGED,  # once more, after the court gave the file back
    Status.PETITION_REFUSED: Exit.DECIDED,
    Status.JUDGED_FIRST_INSTANCE: Exit.DECIDED,
    Status.JUDGED_ON_APPEAL: Exit.DECIDED,
    Status.DECIDED_IN_CASSATION: Exit.DECIDED,
    Status.IN_TRIAL: Exit.DECIDED,  # quashed and remanded: the case is tried anew
}
# What a court decides, or does, before the file goes to another one that no order has named.
_WAITS_AFTER: Final = frozenset(
    {
        *(Status.JUDGED_FIRST_INSTANCE, Status.JUDGED_ON_APPEAL, Status.APPEALED, Status.IN_CASSATION),
        *(Status.PETITION_REFUSED, Status.DISCONTINUED),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stay:
    """A case at one instance before one office, since a day, and perhaps until one."""

    case_id: str
    position: int  # of the fact with which it began
    stage: Stage
    office: Seat
    category: str
    began_on: date
    came_from: Status | None = None  # where the case stood, unless the office got the file as it was
    counted: bool = True
    ended_on: date | None = None
    exit: Exit | None = None
    outcome: str | None = None  # of a remedy


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """How and when the stay ended that was open."""

    on: date
    exit: Exit
    outcome: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What a fact changes: the open stay ends, another begins, or the office goes on with the one that waited."""

    ended: Ending | None = None
    begun: Stay | None = None
    gone_on: bool = False


UNCHANGED: Final = Change()


def change(before: CaseState | None, entry: Entry, after: CaseState) -> Change:
    """Return what the fact changes in the stays of its case; most facts change nothing."""
    was, now = None if before is None else _place(before), _place(after)
    if was == now:
        goes_on = isinstance(entry.fact, Moved | ProceedingOpened) and now is not None
        return Change(gone_on=True) if goes_on else UNCHANGED
    return Change(
        ended=None if was is None or before is None else _ending(was, before, entry, after),
        begun=None if now is None else _begun(now, entry, after),
    )


def after_change(stays: list[Stay], made: Change) -> list[Stay]:
    """Return the stays of a case after a change, oldest first: what the store writes, here for histories at once."""
    kept = stays
    if kept and kept[-1].ended_on is None:
        if made.ended is not None:
            kept = [*kept[:-1], _ended(kept[-1], made.ended)]
        elif made.gone_on:
            kept = [*kept[:-1], replace(kept[-1], counted=True)]
    return kept if made.begun is None else [*kept, made.begun]


def told(entries: Iterable[Entry]) -> list[Stay]:
    """Return the stays that a whole history tells, as it is right, oldest first.

    A joining that is undone was a mistake, and so was a move that is taken back: no stay has ended with it, and none
    begins anew.
    """
    state: CaseState | None = None
    stays: list[Stay] = []
    unjoined: list[Stay] = []
    before_moves: dict[int, list[Stay]] = {}
    for entry in effective(entries):
        before, state = state, next_state(state, entry)
        if isinstance(entry.fact, JoinedInto):
            unjoined = stays
        if isinstance(entry.fact, Moved):
            before_moves[entry.position] = stays
            if entry.fact.mistake is not None:
                stays = before_moves[entry.fact.mistake.move]
                continue
        stays = unjoined if isinstance(entry.fact, JoinUndone) else after_change(stays, change(before, entry, state))
    return stays


def _ended(stay: Stay, how: Ending) -> Stay:
    return replace(
        stay,
        # a file that was taken late had come before it was decided
        began_on=min(stay.began_on, how.on),
        counted=stay.counted or how.exit is Exit.DECIDED,
        ended_on=how.on,
        exit=how.exit,
        outcome=how.outcome,
    )


def _place(state: CaseState) -> tuple[Stage, Seat] | None:
    stage = _STAGES.get(state.status)
    if state.status is Status.REOPENED and state.previous is Status.DISMISSED:
        stage = Stage.PROSECUTION
    if stage is None:
        return None
    if state.court_awaited and state.court is not None and stage is not Stage.PROSECUTION:
        return stage, state.court
    if (stage is Stage.PROSECUTION) is (state.court == state.responsible):
        return None  # on its way: a court still has what it returns, and has not yet got what is filed
    return stage, state.responsible


def _begun(place: tuple[Stage, Seat], entry: Entry, after: CaseState) -> Stay | None:
    stage, office = place
    fact = entry.fact
    came_from = fact.source if isinstance(fact, Moved) and not isinstance(fact, Imported) else None
    is_named = isinstance(fact, Moved) and fact.court is not None
    if came_from is Status.UNDER_INVESTIGATION:
        return None  # the police have the file until the prosecutor takes it
    return Stay(
        case_id=after.case_id,
        position=entry.position,
        stage=stage,
        office=office,
        category=after.category,
        began_on=entry.happened_on,
        came_from=came_from,
        counted=stage is Stage.PROSECUTION or is_named or came_from not in _WAITS_AFTER,
    )


def _ending(was: tuple[Stage, Seat], before: CaseState, entry: Entry, after: CaseState) -> Ending:
    if after.status is before.status:
        return Ending(on=entry.happened_on, exit=Exit.PASSED_ON)
    if was[0] is Stage.REOPENING and after.status is Status.IN_TRIAL:
        return Ending(on=entry.happened_on, exit=Exit.PASSED_ON)  # nothing is decided before the trial has its judgment
    outcome = getattr(entry.fact, "outcome", None)
    if outcome is None and was[0] in {Stage.APPEAL, Stage.CASSATION} and after.status is Status.IN_TRIAL:
        outcome = REMANDED
    how = Exit.DECIDED if outcome in _DECIDING else _EXITS.get(after.status, Exit.OTHERWISE)
    return Ending(on=entry.happened_on, exit=how, outcome=outcome)
