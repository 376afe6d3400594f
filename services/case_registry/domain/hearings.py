"""Hearings: facts, and the rules of their time, of double-booked judges and rooms, and of their outcome. No I/O."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final, cast

from contracts.calendar import VIENTIANE
from contracts.national.justice.hearing import Hearing
from contracts.national.justice.imported_hearing import ImportedHearing
from contracts.official_numbers import normal_number
from contracts.problems import Fault, InvalidInput
from contracts.seats import Seat
from services.case_registry.domain import days
from services.case_registry.domain.facts import Fact
from services.case_registry.domain.judges import person_key
from services.case_registry.domain.proceedings import ProceedingState
from services.case_registry.errors.days import buddhist_era, ends_before_it_begins
from services.case_registry.errors.hearings import NOT_HELD_YET, HearingClash, HearingOver, too_long
from services.case_registry.errors.proceedings import before_the_beginning


class HearingScheduled(Fact):
    """A hearing was scheduled: it has a time and a room."""

    kind = "hearingScheduled"
    hearing: str
    proceeding: str


class HearingConcluded(Fact):
    """A hearing was held, postponed or cancelled."""

    kind = "hearingConcluded"
    hearing: str
    status: str


SCHEDULED: Final = "scheduled"
HELD: Final = "held"
LONGEST: Final = timedelta(days=1)
_PLANNED_YEARS: Final = 50  # who plans further ahead has written a year of the Buddhist era


@dataclass(frozen=True, slots=True)
class Claim:
    """A reservation of a judge or a room: one hearing at a time has it."""

    what: str  # "judge" or "room"
    name: str
    key: str  # the same for everybody who means the same judge or room


@dataclass(frozen=True, slots=True)
class Clash:
    """A judge or room that another hearing has reserved at an overlapping time."""

    claim: Claim
    starts_at: datetime
    ends_at: datetime


def must_be_a_time(
    starts_at: datetime, ends_at: datetime, proceeding: ProceedingState, starting_day: date, today: date
) -> None:
    """Raise `InvalidInput` for a hearing that ends before it begins, lasts for days, or precedes its proceedings."""
    faults: list[Fault] = []
    if ends_at <= starts_at:
        faults.append(ends_before_it_begins("/endsAt"))
    elif ends_at - starts_at > LONGEST:
        faults.append(too_long("/endsAt"))
    if starting_day.year > today.year + _PLANNED_YEARS:
        faults.append(buddhist_era("/startsAt"))
    if starting_day < proceeding.started_on:
        faults.append(before_the_beginning("/startsAt"))
    if faults:
        raise InvalidInput(faults=faults)


def claims_of(court: Seat, room: str, judges: Sequence[str]) -> list[Claim]:
    """Return what a hearing reserves: its judges, wherever they sit, and its room: each office has a room 2A."""
    claims = [judge_claim(court, judge) for judge in judges]
    return [*claims, Claim("room", room, f"{court}/room/{normal_number(room)}")]


def judge_claim(court: Seat, judge: str) -> Claim:
    """Return what a hearing reserves of a judge of that court: the person, wherever she sits."""
    return Claim("judge", judge, "/judge/".join(person_key(court, judge)))


def beginning_of(stated: Hearing | ImportedHearing) -> datetime:
    """Return when a hearing begins: as stated, or with its day where an old book has no time."""
    if stated.starts_on is not None:
        return days.morning(stated.starts_on)
    return cast("datetime", stated.starts_at)  # the schemas have one of the two


def day_of(stated: Hearing | ImportedHearing) -> date:
    """Return the day of a hearing in Vientiane."""
    return days.today(beginning_of(stated))


def end_of(stated: Hearing | ImportedHearing) -> datetime:
    """Return when a hearing is over: as stated, or with its day where an old book has no end."""
    return stated.ends_at or days.end_of(day_of(stated))


def is_to_be_held(hearing: Hearing, changed_on: date, now: datetime) -> bool:
    """Tell whether a hearing is before the panel as it is since that day, and is not over."""
    return changed_on <= day_of(hearing) and now < end_of(hearing)


def must_be_free(clashes: Sequence[Clash], override_reason: str | None) -> None:
    """Raise `HearingClash` when a judge or the room is taken and no reason for the overlap is given."""
    if clashes and override_reason is None:
        raise HearingClash(
            [(each.claim.what, each.claim.name, _local(each.starts_at), _local(each.ends_at)) for each in clashes]
        )


def _local(moment: datetime) -> datetime:
    return moment.astimezone(VIENTIANE)


def must_be_concludable(status: str, starts_at: datetime, outcome: str, now: datetime) -> None:
    """Raise `HearingOver` for a hearing with an outcome, `InvalidInput` for "held" before its beginning."""
    if status != SCHEDULED:
        raise HearingOver(status)
    if outcome == SCHEDULED or (outcome == HELD and starts_at > now):
        raise InvalidInput(faults=[NOT_HELD_YET])
