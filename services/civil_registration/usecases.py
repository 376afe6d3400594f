"""Use cases of civil registration: declare, register and read births and deaths. One function is one transaction."""

from collections.abc import Mapping
from typing import Final

from chassis.reference.held import HeldOrganisations
from chassis.reference.tables import Concerned, Rights, acting_seat
from chassis.unit.unit import Unit
from contracts.calendar import VIENTIANE
from contracts.national.civil.civil_event import CivilEvent
from contracts.national.civil.event_registration import EventRegistration
from contracts.organisations import Organisations
from contracts.problems import NotFound
from contracts.subject_keys import SubjectKeys
from contracts.voucher import Caller
from services.civil_registration import events, store
from services.civil_registration.domain import records
from services.civil_registration.domain.actions import Author, State
from services.civil_registration.domain.facts import EventKind, Facts, Limits, kind_of
from services.civil_registration.domain.records import Record
from services.civil_registration.domain.registrars import registrar_of
from services.civil_registration.errors import MayNotDeclare, NotTheRegistrar
from services.civil_registration.wire import civil_event

RIGHTS: Final = Rights.of(__package__)
_DECLARES: Final[Mapping[EventKind, str]] = {EventKind.BIRTH: "declareBirth", EventKind.DEATH: "declareDeath"}


async def declare_event(
    unit: Unit, caller: Caller, facts: Facts, limits: Limits, held: HeldOrganisations
) -> CivilEvent:
    """Open the record of a birth or a death; a birth is announced as soon as its child has a name.

    Raises `OfficeNeeded` and `MayNotDeclare` for a caller from no office, or from one that declares nothing, and
    `InvalidInput` for facts that cannot be true or from which no registering office follows.
    """
    organisations, operation = held.current, _DECLARES[kind_of(facts)]
    author = _author(unit, caller, organisations)
    own = [author.seat]
    if not RIGHTS.allows(operation, caller, Concerned({"registrar": own, "declarer": own}), organisations):
        raise MayNotDeclare
    opening = records.declared(facts, author, limits)
    record = records.replay([opening], registrar_of(facts, RIGHTS.kinds["registrar"], organisations, author.today))
    event_id = unit.new_id("civ")
    await store.add_event(unit, event_id, record)
    if record.kind is EventKind.BIRTH and record.state is State.DECLARED:
        unit.announce(events.birth_declared(unit, event_id, record))
    return civil_event(event_id, record)


async def register_event(
    unit: Unit,
    caller: Caller,
    event_id: str,
    registration: EventRegistration,
    limits: Limits,
    keys: SubjectKeys,
    held: HeldOrganisations,
) -> CivilEvent:
    """Register an event under its number and announce it; from then on its facts stay as they are.

    Raises `OfficeNeeded` for a caller from no office, `NotFound` for an event that it may not see, `NotTheRegistrar`
    for anybody but its registering office, `ChildNotNamed` or `ChildAlreadyNamed` where the name and the state
    disagree, and `EventMoveNotAllowed` for an event that is registered already.
    """
    organisations = held.current
    author = _author(unit, caller, organisations)
    record = await _visible(unit, caller, event_id, organisations, to_change=True)
    if not RIGHTS.allows("registerEvent", caller, concerned(record), organisations):
        raise NotTheRegistrar(organisations.holder(record.registrar), organisations)
    completed = records.continued(record, records.named(record, registration, author))
    records.must_be_registrable(completed)
    serial = await store.next_serial(unit, record.district, author.today.year)
    number = records.registration_number(record.district, author.today.year, serial)
    registered = records.continued(completed, [records.registered(completed, registration, number, author, limits)])
    await store.add_actions(unit, event_id, record, registered)
    if record.state is State.NOTIFIED:
        unit.announce(events.birth_declared(unit, event_id, completed))
    unit.announce(events.registered(unit, event_id, registered, keys))
    return civil_event(event_id, registered)


async def get_event(unit: Unit, caller: Caller, event_id: str, held: HeldOrganisations) -> CivilEvent:
    """Return an event with its log; raise `NotFound` for one that this caller may not see, too."""
    RIGHTS.must_stand("eventById", caller, held.current, unit.now.astimezone(VIENTIANE).date())
    return civil_event(event_id, await _visible(unit, caller, event_id, held.current))


async def _visible(
    unit: Unit, caller: Caller, event_id: str, organisations: Organisations, *, to_change: bool = False
) -> Record:
    record = await store.record(unit, event_id, to_change=to_change)
    if record is None or not RIGHTS.allows("eventById", caller, concerned(record), organisations):
        raise NotFound
    return record


def concerned(record: Record) -> Concerned:
    """Return the record as the table of rights sees it."""
    facts = frozenset({"registeredDeath"} if record.is_registered_death else ())
    return Concerned({"registrar": [record.registrar], "declarer": [record.declarer]}, facts)


def _author(unit: Unit, caller: Caller, organisations: Organisations) -> Author:
    """Return who acts; raise `OfficeNeeded` for a caller that has named no office."""
    seat = acting_seat(caller, organisations, unit.now.astimezone(VIENTIANE).date())
    return Author(seat, caller.system, caller.officer, unit.now)
