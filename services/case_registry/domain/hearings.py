"""Hearings: the facts, and the rules of their time, and of the judges and the room that they occupy. No I/O."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from contracts.problems import Fault, InvalidInput
from services.case_registry.domain.facts import Fact
from services.case_registry.domain.proceedings import Sitting
from services.case_registry.domain.words import Seat
from services.case_registry.errors.days import buddhist_era, ends_before_it_begins
from services.case_registry.errors.hearings import NOT_HELD_YET, HearingClash, HearingOver, too_long
from services.case_registry.errors.proceedings import before_the_beginning


class HearingScheduled(Fact):
    """A hearing has a time and a room."""

    kind = "hearingScheduled"
    hearing: str
    proceeding: str


class HearingConcluded(Fact):
    """A hearing was held, postponed or cancelled."""

    kind = "hearingConcluded"
    hearing: str
    status: str


SCHEDULED: Final = "scheduled"
_LONGEST: Final = timedelta(days=1)
_PLANNED_YEARS: Final = 50  # who plans further ahead has written a year of the Buddhist era


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
