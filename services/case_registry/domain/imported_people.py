"""People of an imported row with the days of their roles, and their custody: what is wrong, and the facts. No I/O."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from itertools import pairwise

from contracts.national.justice.custody_record import CustodyRecord
from contracts.national.justice.dated_role import DatedRole
from contracts.national.justice.imported_case import ImportedCase
from contracts.national.justice.imported_participant import ImportedParticipant
from contracts.national.justice.participant import Participant
from contracts.problems import Fault
from contracts.seats import Seat
from services.case_registry.domain import days
from services.case_registry.domain.facts import Fact, Role
from services.case_registry.domain.imported_records import Dated
from services.case_registry.domain.named_people import ever, formerly
from services.case_registry.domain.participants import (
    CHAIN,
    SPEAKERS,
    CustodyRecorded,
    ParticipantJoined,
    RoleTaken,
)
from services.case_registry.domain.pursuits import PursuitEnded
from services.case_registry.errors.days import ends_before_it_begins
from services.case_registry.errors.imported_people import NOT_AMONG_THE_ROLES, REPRESENTED_AGAIN, roles_overlap
from services.case_registry.errors.participants import CUSTODY_BEFORE_THE_LAST, not_a_representative, not_pursued


def people_faults(row: ImportedCase, now: datetime) -> Iterator[Fault]:
    """Yield the faults of dated roles and of custody, each where it stands."""
    for position, person in enumerate(row.participants or ()):
        where = f"/participants/{position}"
        yield from _role_faults(person, where, now)
        yield from _custody_faults(person, where, now)
        yield from _representation_faults(row, position, where, now)


def facts(person: Participant, opened_on: date, by: Seat) -> Iterator[Dated]:
    """Yield what happened to a participant beside the opening, with its days: later roles, ends of roles, custody."""
    first, *later = person.roles
    ends = [role for role in person.roles if role.to is not None]
    if first.from_ > opened_on:
        speakers = tuple(each.representative_id for each in person.representatives or ())
        yield Dated(first.from_, ParticipantJoined(participant=_role(person, first), represented_by=speakers), by)
    for role in later:
        ended = [each for each in ends if each.to == role.from_]
        ends = [each for each in ends if each.to != role.from_]
        fact: Fact = RoleTaken(participant=_role(person, role), ended=tuple(each.role for each in ended))
        yield Dated(role.from_, fact, by)
    for each in ends:
        if each.to is not None:
            yield Dated(each.to, PursuitEnded(participant=person.participant_id, ended=(each.role,)), by)
    for custody in person.custody or ():
        fact = CustodyRecorded(participant=person.participant_id, status=custody.status)
        yield Dated(days.today(custody.since), fact, by)


def _representation_faults(row: ImportedCase, client: int, where: str, now: datetime) -> Iterator[Fault]:
    people = row.participants or ()
    seen = {speaker.root for speaker in people[client].representative_places or ()}
    for place, former in enumerate(formerly(people[client])):
        at = f"{where}/formerRepresentations/{place}"
        if (
            former.representative_place == client
            or former.representative_place >= len(people)
            or former.role not in SPEAKERS
        ):
            yield not_a_representative(f"{at}/representativePlace")
        if former.to < former.from_:
            yield ends_before_it_begins(f"{at}/to")
        elif fault := days.fault(former.to, now, f"{at}/to"):
            yield fault
        if former.representative_place in seen:
            yield replace(REPRESENTED_AGAIN, pointer=f"{at}/representativePlace")
        seen.add(former.representative_place)


def _role(person: Participant, role: DatedRole) -> Role:
    return Role(participant=person.participant_id, role=role.role)


def _role_faults(person: ImportedParticipant, where: str, now: datetime) -> Iterator[Fault]:
    roles = person.roles or []
    if roles and person.role not in {role.role for role in roles}:
        yield replace(NOT_AMONG_THE_ROLES, pointer=f"{where}/role")
    for place, role in enumerate(roles):
        for name, day in (("from", role.from_), ("to", role.to)):
            if day is not None and (fault := days.fault(day, now, f"{where}/roles/{place}/{name}")):
                yield fault
        if role.to is not None and role.to < role.from_:
            yield ends_before_it_begins(f"{where}/roles/{place}/to")
    # the chain from suspect to convict is one walk: of its roles, as of each other one, there is one at a time
    walks: dict[str, list[tuple[int, DatedRole]]] = {}
    for place, role in sorted(enumerate(roles), key=lambda each: each[1].from_):
        walks.setdefault(CHAIN[0] if role.role in CHAIN else role.role, []).append((place, role))
    for walk in walks.values():
        for (_, before), (place, role) in pairwise(walk):
            if before.to is None or before.to > role.from_:
                yield roles_overlap(f"{where}/roles/{place}/from")


def _custody_faults(person: ImportedParticipant, where: str, now: datetime) -> Iterator[Fault]:
    records: Sequence[CustodyRecord] = person.custody or ()
    if records and ever(person).isdisjoint(CHAIN):
        yield not_pursued(f"{where}/custody")
    for place, custody in enumerate(records):
        at = f"{where}/custody/{place}"
        for name, day in (("since", days.today(custody.since)), ("orderedOn", custody.ordered_on)):
            if day is not None and (fault := days.fault(day, now, f"{at}/{name}")):
                yield fault
        if custody.until is not None and custody.until <= custody.since:
            yield ends_before_it_begins(f"{at}/until")
        if place and custody.since <= records[place - 1].since:
            yield replace(CUSTODY_BEFORE_THE_LAST, pointer=f"{at}/since")
