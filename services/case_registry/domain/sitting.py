"""Rules of a court that sits: the panel of an instance, hearings in time and space, numbers of decisions. No I/O."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from contracts.catalogue import Catalogue
from contracts.national.justice.panel_change import PanelChange
from contracts.national.justice.panel_judge import PanelJudge
from contracts.problems import Fault, InvalidInput
from services.case_registry.domain.procedure import PROCEDURE, Procedure
from services.case_registry.domain.standing import Standing
from services.case_registry.domain.words import Category, Instance, Seat, Status
from services.case_registry.errors.court import (
    NOT_HELD_YET,
    ONE_PRESIDES,
    HearingClash,
    HearingOver,
    JudgeSatEarlier,
    JudgmentMissing,
    ProceedingEnded,
    ProceedingOpen,
    another_level,
    before_the_beginning,
    judge_twice,
    not_seated,
    too_few_judges,
    too_long,
)
from services.case_registry.errors.days import buddhist_era
from services.case_registry.errors.people import ends_before_it_begins

JUDGMENT: Final = "judgment"
JUDGED: Final = frozenset({Status.JUDGED_FIRST_INSTANCE, Status.JUDGED_ON_APPEAL, Status.DECIDED_IN_CASSATION})
SCHEDULED: Final = "scheduled"
_LONGEST: Final = timedelta(days=1)
_PLANNED_YEARS: Final = 50  # who plans further ahead has written a year of the Buddhist era
_COURT_CODE: Final = 7  # characters of ECLI's court code (2011/C 127/01, annex §1)


@dataclass(frozen=True, slots=True)
class SeatHeld:
    """A judge's seat in a panel."""

    judge_id: str
    role: str
    since: date
    to: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitting:
    """The proceedings of an instance as far as rules ask."""

    proceeding_id: str
    level: Instance
    court: Seat
    started_on: date
    ended_on: date | None
    seats: tuple[SeatHeld, ...]

    def judges_on(self, day: date) -> list[str]:
        """Return who sits on that day; a seat that ends on a day is the successor's on it."""
        return sorted(seat.judge_id for seat in self.seats if seat.since <= day and (seat.to is None or day < seat.to))


@dataclass(frozen=True, slots=True)
class Claim:
    """A judge or a room, as something that one hearing at a time may have."""

    what: str  # "judge" or "room"
    name: str
    key: str  # the same for everybody who means the same judge or room


@dataclass(frozen=True, slots=True)
class Taken:
    """A claim that another hearing has during this time."""

    claim: Claim
    starts_at: datetime
    ends_at: datetime


def must_be_openable(standing: Standing, level: str, court: Seat, sittings: Sequence[Sitting], day: date) -> Instance:
    """Return the level, or raise what forbids to open proceedings at it while the case stands where it does."""
    expected = PROCEDURE.level(standing.status, day)
    if expected is None or level != expected:
        raise InvalidInput(faults=[another_level(expected or "-")])
    for sitting in sittings:
        if sitting.ended_on is None and sitting.level is expected and sitting.court == court:
            raise ProceedingOpen(sitting.proceeding_id)
        if sitting.started_on > day:
            raise InvalidInput(faults=[before_the_beginning("/startedOn")])
    return expected


def must_be_a_panel(panel: Sequence[PanelJudge], level: Instance, day: date, procedure: Procedure = PROCEDURE) -> None:
    """Raise `InvalidInput` for too few judges, one named twice, or another number than one who presides."""
    faults: list[Fault] = []
    named = Counter[str]()
    for position, judge in enumerate(panel):
        named[judge.judge_id] += 1
        if named[judge.judge_id] > 1:
            faults.append(judge_twice(f"/panel/{position}/judgeId"))
    if len(named) < procedure.judges(level, day):
        faults.append(too_few_judges(procedure.judges(level, day)))
    if sum(judge.role == "presiding" for judge in panel) != 1:
        faults.append(ONE_PRESIDES)
    if faults:
        raise InvalidInput(faults=faults)


def must_not_have_sat(judges: Sequence[str], earlier: Sequence[Sitting]) -> None:
    """Raise `JudgeSatEarlier` for judges of an earlier instance of the case, or of the one it comes from."""
    sat = {seat.judge_id for sitting in earlier for seat in sitting.seats}
    if again := sorted(sat & set(judges)):
        raise JudgeSatEarlier(again)


def seat_left(sitting: Sitting, change: PanelChange) -> SeatHeld:
    """Return the seat that changes hands, or raise what forbids it."""
    must_go_on(sitting)
    seated = [seat for seat in sitting.seats if seat.to is None]
    left = [seat for seat in seated if seat.judge_id == change.leaves]
    faults = [] if left else [not_seated("/leaves")]
    if any(seat.judge_id == change.joins.judge_id for seat in seated):
        faults.append(judge_twice("/joins/judgeId"))
    if left and change.changed_on <= left[0].since:
        faults.append(before_the_beginning("/changedOn"))
    if left and left[0].role != change.joins.role:
        faults.append(ONE_PRESIDES)
    if faults:
        raise InvalidInput(faults=faults)
    return left[0]


def must_go_on(sitting: Sitting) -> None:
    """Raise `ProceedingEnded` for proceedings that have their judgment."""
    if sitting.ended_on is not None:
        raise ProceedingEnded(sitting.proceeding_id)


def must_be_a_time(starts_at: datetime, ends_at: datetime, sitting: Sitting, starting_day: date, today: date) -> None:
    """Raise `InvalidInput` for a hearing that ends before it begins, lasts for days, or precedes its proceedings."""
    faults: list[Fault] = []
    if ends_at <= starts_at:
        faults.append(ends_before_it_begins("/endsAt"))
    elif ends_at - starts_at > _LONGEST:
        faults.append(too_long("/endsAt"))
    if starting_day.year > today.year + _PLANNED_YEARS:
        faults.append(buddhist_era("/startsAt"))
    if starting_day < sitting.started_on:
        faults.append(before_the_beginning("/startsAt"))
    if faults:
        raise InvalidInput(faults=faults)


def claims_of(court: Seat, room: str, judges: Sequence[str]) -> list[Claim]:
    """Return what a hearing occupies: rooms belong to an office, judges to the whole court."""
    claims = [Claim("judge", judge, f"{court.member}/judge/{judge.upper()}") for judge in judges]
    return [*claims, Claim("room", room, f"{court.member}/{court.office or ''}/room/{room.upper()}")]


def must_be_free(taken: Sequence[Taken], override_reason: str | None) -> None:
    """Raise `HearingClash` when a judge or the room is taken and nobody says why that is meant."""
    if taken and override_reason is None:
        raise HearingClash(
            [(each.claim.what, each.claim.name, each.starts_at.isoformat(), each.ends_at.isoformat()) for each in taken]
        )


def must_be_concludable(status: str, starts_at: datetime, outcome: str, now: datetime) -> None:
    """Raise `HearingOver` for one that has its outcome, and `InvalidInput` for one that is held before it begins."""
    if status != SCHEDULED:
        raise HearingOver(status)
    if outcome == SCHEDULED or (outcome == "held" and starts_at > now):
        raise InvalidInput(faults=[NOT_HELD_YET])


def must_be_decidable(sitting: Sitting, kind: str, decided_on: date) -> None:
    """Raise `ProceedingEnded` for a second judgment, and `InvalidInput` for a decision before the proceedings."""
    if kind == JUDGMENT:
        must_go_on(sitting)
    if decided_on < sitting.started_on:
        raise InvalidInput(faults=[before_the_beginning("/decidedOn")])


def must_be_judged(sittings: Iterable[Sitting]) -> None:
    """Raise `JudgmentMissing` when a case is to be judged while proceedings in it wait for their judgment."""
    for each in sittings:
        if each.ended_on is None:
            raise JudgmentMissing(each.proceeding_id)


def series_of(court: Seat, category: Category, year: int) -> str:
    """Return the series of a court's decisions on such cases in a year; the number behind it makes the identifier.

    ECLI (2011/C 127/01): `ECLI:LA:PSC:2026:0101.CR.123`. Each office numbers each category for itself, so that courts
    do not wait for each other.
    """
    member = Catalogue.load().codelist("members").codes.get(court.member)
    named = str(member.more.get("abbreviation", court.member)) if member else court.member
    parts = [part for part in (court.office, category.value[:2]) if part]
    return f"ECLI:LA:{_plain(named)[:_COURT_CODE]}:{year}:{'.'.join(_plain(part) for part in parts)}"


def _plain(text: str) -> str:
    """Return the letters and digits that an identifier may have."""
    return "".join(letter for letter in text.upper() if letter.isascii() and letter.isalnum())
