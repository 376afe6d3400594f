"""Participants of a case: facts, and the rules of roles, representatives, juveniles and custody. No I/O."""

import calendar
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from contracts.catalogue import Catalogue
from contracts.national.justice.custody_record import CustodyRecord
from contracts.national.shared.partial_date import PartialDate
from contracts.problems import Fault, InvalidInput
from services.case_registry.domain.case_state import CaseState
from services.case_registry.domain.days import today
from services.case_registry.domain.facts import Entry, Fact, Role
from services.case_registry.domain.procedure import PROCEDURE, Procedure
from services.case_registry.domain.words import Part, StatedAge, Way
from services.case_registry.errors.codes import unknown_code
from services.case_registry.errors.days import ends_before_it_begins
from services.case_registry.errors.participants import (
    CUSTODY_BEFORE_THE_LAST,
    SPEAKS_FOR_ITSELF,
    RoleHeld,
    before_birth,
    before_the_role,
    deceased,
    free_without_end,
    guardian_needed,
    had_that_day,
    not_a_representative,
    not_pursued,
    order_missing,
    ordered_later,
    role_of_another_way,
)


class ParticipantJoined(Fact):
    """Somebody joined the case in a role; those who speak for it are participants too."""

    kind = "participantJoined"
    participant: Role
    represented_by: tuple[str, ...] = ()


class RoleTaken(Fact):
    """A participant took another role, and these of its roles ended with it."""

    kind = "roleTaken"
    participant: Role
    ended: tuple[str, ...] = ()


class RepresentativeAppointed(Fact):
    """A lawyer or guardian speaks for a participant."""

    kind = "representativeAppointed"
    participant: str
    representative: str
    role: str


class RepresentationEnded(Fact):
    """A lawyer or guardian no longer speaks for a participant."""

    kind = "representationEnded"
    participant: str
    representative: str
    reason: str


class CustodyRecorded(Fact):
    """A participant is held or free."""

    kind = "custodyRecorded"
    participant: str
    status: str

    def applied_to(self, state: CaseState, entry: Entry) -> CaseState:
        """Return the case in which one more office has to do with who is held."""
        return state.with_part(entry.by, Part.CUSTODY)


# One person walks this way: taking one of these roles ends the others of the chain.
CONVICT: Final = "convict"
DEFENDANT: Final = "defendant"
CHAIN: Final = ("suspect", "accused", DEFENDANT, CONVICT)
CHARGEABLE: Final = frozenset({"suspect", "accused", DEFENDANT})
_OF_CRIMES: Final = frozenset({"suspect", "accused", CONVICT})  # who is sued is a defendant, too
SPEAKERS: Final = frozenset({"lawyer", "guardian"})
FREE: Final = "free"
# Without an order nobody is held, bailed or searched for.
_ORDERED: Final = frozenset({"detained", "releasedOnBail", "houseArrest", "wanted"})


@dataclass(frozen=True, slots=True)
class HeldRole:
    """A role that a participant has, or had until `to`."""

    role: str
    since: date
    to: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A participant as far as the rules need it: roles, birth, whether it has a guardian, latest custody."""

    participant_id: str
    roles: tuple[HeldRole, ...]
    birth_date: PartialDate | None = None
    age: str | None = None  # as it was stated where no date of birth is known
    guarded: bool = False
    custody_since: datetime | None = None  # when the latest custody record begins
    custody: str | None = None  # and what it says
    died_on: date | None = None

    def holds(self, *roles: str) -> bool:
        """Tell whether the participant has one of these roles now."""
        return any(role.to is None and role.role in roles for role in self.roles)

    def had_died(self, day: date) -> bool:
        """Tell whether the case has it that the participant had died before that day."""
        return self.died_on is not None and self.died_on < day


def days_of(known: PartialDate) -> tuple[date, date]:
    """Return the first and the last day that a date can be of which perhaps only the month or the year is known."""
    year, *rest = (int(part) for part in known.value.split("-"))
    if not rest:
        return date(year, 1, 1), date(year, 12, 31)
    if len(rest) == 1:
        return date(year, rest[0], 1), date(year, rest[0], calendar.monthrange(year, rest[0])[1])
    return date(year, *rest), date(year, *rest)


def is_juvenile(
    birth: PartialDate | None, day: date, procedure: Procedure = PROCEDURE, *, age: str | None = None
) -> bool:
    """Tell whether the person may be a juvenile on that day; who may be one is treated as one.

    Without a date of birth it is who was stated to be one: nobody finds a guardian for whom nothing is known.
    """
    if birth is None:
        return age == StatedAge.UNDER_AGE
    youngest = days_of(birth)[1]
    years = day.year - youngest.year - ((day.month, day.day) < (youngest.month, youngest.day))
    return years < procedure.juvenile_below(day)


def must_be_possible(birth: PartialDate | None, since: date, pointer: str) -> None:
    """Raise `InvalidInput` for a role that begins before the person was born."""
    if birth is not None and since < days_of(birth)[0]:
        raise InvalidInput(faults=[before_birth(pointer)])


def role_of(code: str, day: date, pointer: str = "/role") -> str:
    """Return the role, or raise `InvalidInput` for one that the national list did not have on that day."""
    if not Catalogue.load().codelist("participant-role").is_valid_on(code, day):
        raise InvalidInput(faults=[unknown_code(pointer)])
    return code


def must_be_of_the_way(role: str, way: Way, pointer: str = "/role") -> None:
    """Raise `InvalidInput` for a role of those who are pursued, in a case between parties."""
    if not is_of_the_way(role, way):
        raise InvalidInput(faults=[role_of_another_way(pointer)])


def is_of_the_way(role: str, way: Way) -> bool:
    """Tell whether cases that go this way have such a role: nobody is suspected or convicted in one between parties."""
    return way is Way.CRIMINAL or role not in _OF_CRIMES


def speakers_of(people: Mapping[str, Person], named: Sequence[str], pointer: str) -> dict[str, str]:
    """Return the named representatives by id with their role, lawyer or guardian; raise `InvalidInput` for others."""
    faults = [
        not_a_representative(f"{pointer}/{position}")
        for position, participant_id in enumerate(named)
        if participant_id not in people or not people[participant_id].holds(*SPEAKERS)
    ]
    if faults:
        raise InvalidInput(faults=faults)
    return {participant_id: _speaking_role(people[participant_id]) for participant_id in named}


def must_be_guarded(
    birth: PartialDate | None, age: str | None, role: str, day: date, *, guarded: bool, pointer: str
) -> None:
    """Raise `InvalidInput` for a juvenile who is to be suspected, accused or tried without a guardian."""
    if role in CHARGEABLE and is_juvenile(birth, day, age=age) and not guarded:
        raise InvalidInput(faults=[guardian_needed(pointer)])


def stands_alone(person: Person, day: date) -> bool:
    """Tell whether somebody who is pursued may be a juvenile on that day, and has no guardian."""
    return person.holds(*CHARGEABLE) and is_juvenile(person.birth_date, day, age=person.age) and not person.guarded


def must_stay_guarded(person: Person, day: date) -> None:
    """Raise `InvalidInput` for a juvenile who is pursued and would stand alone from that day on."""
    if stands_alone(person, day):
        raise InvalidInput(faults=[guardian_needed("/representativeId")])


def ended_by(person: Person, role: str, since: date) -> list[HeldRole]:
    """Return the roles that end when the participant takes this one.

    Raises `RoleHeld` when it has the role already, and `InvalidInput` for a day before a role that would end then, and
    for the one since which it had this role: an end that was a mistake is corrected, or `at=` would not tell it.
    """
    if person.holds(role):
        raise RoleHeld(role)
    ended = [old for old in person.roles if old.to is None and old.role in CHAIN] if role in CHAIN else []
    if any((old.role, old.since) == (role, since) for old in person.roles):
        raise InvalidInput(faults=[had_that_day("/from")])
    if any(old.since > since for old in ended):
        raise InvalidInput(faults=[before_the_role("/from")])
    return ended


def speaking_role(person: Person, speaker: Person | None) -> str:
    """Return the role, lawyer or guardian, in which `speaker` represents the person, or raise `InvalidInput`."""
    if speaker is None or not speaker.holds(*SPEAKERS):
        raise InvalidInput(faults=[not_a_representative("/representativeId")])
    if speaker.participant_id == person.participant_id:
        raise InvalidInput(faults=[SPEAKS_FOR_ITSELF])
    return _speaking_role(speaker)


def must_be_recordable(person: Person, custody: CustodyRecord, *, held_by_others: bool = False) -> None:
    """Raise `InvalidInput` for custody of somebody who is not pursued, without an order, or out of order in time.

    Whom another station holds is freed by an order alone.
    """
    faults = custody_faults(custody, order_needed=held_by_others and person.custody in _ORDERED)
    if not person.holds(*CHAIN):
        faults.append(not_pursued("/status"))
    if custody.status != FREE and person.had_died(today(custody.since)):
        faults.append(deceased("/status"))
    if person.custody_since is not None and custody.since <= person.custody_since:
        faults.append(CUSTODY_BEFORE_THE_LAST)
    if faults:
        raise InvalidInput(faults=faults)


def custody_faults(custody: CustodyRecord, *, order_needed: bool = False, where: str = "") -> list[Fault]:
    """Return the faults of a custody record by itself: its order is missing or younger than it, its end cannot be."""
    faults: list[Fault] = []
    order = {"orderNumber": custody.order_number, "orderedOn": custody.ordered_on}
    if custody.status in _ORDERED or order_needed:
        faults += [order_missing(f"{where}/{member}") for member, stated in order.items() if stated is None]
        if custody.ordered_on is not None and custody.ordered_on > today(custody.since):
            faults.append(ordered_later(f"{where}/orderedOn"))
    if custody.until is not None and custody.status == FREE:
        faults.append(free_without_end(f"{where}/until"))
    elif custody.until is not None and custody.until <= custody.since:
        faults.append(ends_before_it_begins(f"{where}/until"))
    return faults


def _speaking_role(speaker: Person) -> str:
    # a guardian who is a lawyer too speaks as the guardian: that is what the law asks for
    return "guardian" if speaker.holds("guardian") else "lawyer"
