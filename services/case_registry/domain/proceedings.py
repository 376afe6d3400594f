"""Proceedings of one instance before a court: facts, and the rules of instances, panels and judgments. No I/O."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from contracts.national.justice.panel_change import PanelChange
from contracts.national.justice.panel_judge import PanelJudge
from contracts.problems import Fault, InvalidInput
from contracts.seats import Seat
from services.case_registry.domain.case_state import Actor, CaseState
from services.case_registry.domain.facts import Entry, Fact
from services.case_registry.domain.judges import known_again, person_key
from services.case_registry.domain.procedure import PROCEDURE, Procedure
from services.case_registry.domain.words import Instance, Part
from services.case_registry.errors.instances import ChargeJudged
from services.case_registry.errors.proceedings import (
    ONE_PRESIDES,
    RECUSAL_WITHOUT_WORDS,
    WORDS_WITHOUT_RECUSAL,
    JudgeRecused,
    JudgeSatEarlier,
    ProceedingEnded,
    ProceedingOpen,
    another_level,
    before_the_beginning,
    judge_twice,
    not_seated,
    too_few_judges,
)


class ProceedingOpened(Fact):
    """A court opened the proceedings of an instance before these judges."""

    kind = "proceedingOpened"
    proceeding: str
    level: Instance
    judges: tuple[str, ...]

    def applied_to(self, state: CaseState, entry: Entry) -> CaseState:
        """Return the case with the court that proceeds."""
        return state.with_part(entry.by, Part.COURT)


class PanelChanged(Fact):
    """One judge took another's seat."""

    kind = "panelChanged"
    proceeding: str
    left: str
    joined: str
    reason: str
    cause: str | None = None


RECUSED: Final = "recused"  # of `panel-change-reason`


@dataclass(frozen=True, slots=True)
class SeatHeld:
    """A judge's seat in a panel, from one day to another."""

    judge_id: str
    role: str
    since: date
    to: date | None = None
    is_recused: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ProceedingState:
    """Proceedings as far as the rules need them: instance, court, beginning, end, and seats of the panel."""

    proceeding_id: str
    level: Instance
    court: Seat
    started_on: date
    ended_on: date | None
    transferred: bool = False  # it ended without a judgment, because another office took the file
    seats: tuple[SeatHeld, ...]

    def judges_on(self, day: date) -> list[str]:
        """Return the ids of the judges who sit on that day; a seat that ends on a day is the successor's on it."""
        return sorted(seat.judge_id for seat in self.seats if seat.since <= day and (seat.to is None or day < seat.to))


def must_be_openable(
    state: CaseState, level: str, court: Actor, proceedings: Sequence[ProceedingState], day: date
) -> Instance:
    """Return the instance, or raise the refusal: `ProceedingOpen`, or `InvalidInput` for a wrong instance or day."""
    expected = PROCEDURE.level(state.status, day)
    if expected is None or level != expected:
        raise InvalidInput(faults=[another_level(expected)])
    for proceeding in proceedings:
        if proceeding.ended_on is None and proceeding.level is expected and court.is_own(proceeding.court):
            raise ProceedingOpen(proceeding.proceeding_id)
        if proceeding.started_on > day:
            raise InvalidInput(faults=[before_the_beginning("/startedOn")])
    return expected


def must_be_unjudged(
    level: Instance | None, court: Actor, proceedings: Sequence[ProceedingState], *, has_result: bool
) -> None:
    """Raise `ChargeJudged` where the judgment of this instance is issued, or proceedings of a remedy are not open.

    At first instance results may be recorded before any proceedings are, and by the court that judged behind its
    judgment, while the charge has none: without all of them the case goes no further.
    """
    of_level = [each for each in proceedings if each.level is level and not each.transferred]
    own = [each for each in of_level if court.is_own(each.court)]
    if any(each.ended_on is None for each in own):
        return
    if level is not Instance.FIRST_INSTANCE or (of_level and (has_result or not own)):
        raise ChargeJudged


def must_be_a_panel(panel: Sequence[PanelJudge], level: Instance, day: date, procedure: Procedure = PROCEDURE) -> None:
    """Raise `InvalidInput` for too few judges, one named twice, or another number than one who presides."""
    faults: list[Fault] = []
    named = Counter[str]()
    for position, judge in enumerate(panel):
        named[judge.judge_id.upper()] += 1
        if named[judge.judge_id.upper()] > 1:
            faults.append(judge_twice(f"/panel/{position}/judgeId"))
    if len(named) < procedure.judges(level, day):
        faults.append(too_few_judges(procedure.judges(level, day)))
    if sum(judge.role == "presiding" for judge in panel) != 1:
        faults.append(ONE_PRESIDES)
    if faults:
        raise InvalidInput(faults=faults)


def must_not_have_sat(judges: Sequence[str], court: Seat, earlier_instances: Sequence[ProceedingState]) -> None:
    """Raise `JudgeSatEarlier` for judges of this court who sat at an earlier instance of the case or its predecessor.

    Who sat in proceedings that went to another court has judged nothing.
    """
    sat = (
        person_key(each.court, seat.judge_id)
        for each in earlier_instances
        if not each.transferred
        for seat in each.seats
    )
    if again := known_again(judges, court, sat):
        raise JudgeSatEarlier(again)


def must_not_be_recused(judges: Sequence[str], court: Seat, proceedings: Iterable[ProceedingState]) -> None:
    """Raise `JudgeRecused` for judges who may not sit in the case: who was recused does not come back in it."""
    recused = (person_key(each.court, seat.judge_id) for each in proceedings for seat in each.seats if seat.is_recused)
    if again := known_again(judges, court, recused):
        raise JudgeRecused(again)


def seat_left(proceeding: ProceedingState, change: PanelChange) -> SeatHeld:
    """Return the seat that the change ends; raise `ProceedingEnded`, or `InvalidInput` for a change that cannot be."""
    must_go_on(proceeding)
    seated = [seat for seat in proceeding.seats if seat.to is None]
    left = [seat for seat in seated if seat.judge_id.upper() == change.leaving_judge_id.upper()]
    faults = [] if left else [not_seated("/leavingJudgeId")]
    if any(seat.judge_id.upper() == change.joining_judge.judge_id.upper() for seat in seated):
        faults.append(judge_twice("/joiningJudge/judgeId"))
    if left and change.changed_on <= left[0].since:
        faults.append(before_the_beginning("/changedOn"))
    if left and left[0].role != change.joining_judge.role:
        faults.append(ONE_PRESIDES)
    if (change.left_for == RECUSED) != (change.recusal is not None):
        faults.append(RECUSAL_WITHOUT_WORDS if change.recusal is None else WORDS_WITHOUT_RECUSAL)
    if faults:
        raise InvalidInput(faults=faults)
    return left[0]


def must_go_on(proceeding: ProceedingState) -> None:
    """Raise `ProceedingEnded` for proceedings that have their judgment."""
    if proceeding.ended_on is not None:
        raise ProceedingEnded(proceeding.proceeding_id)
