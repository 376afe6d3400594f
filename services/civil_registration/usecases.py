"""Use cases of civil registration: declare, register and read births and deaths. One function is one transaction."""

from chassis.unit.unit import Unit
from contracts.national.civil.civil_event import CivilEvent
from contracts.national.civil.event_registration import EventRegistration
from contracts.problems import NotFound
from contracts.subject_keys import SubjectKeys
from contracts.voucher import Caller
from services.civil_registration import events, store
from services.civil_registration.domain import records
from services.civil_registration.domain.actions import Author, State
from services.civil_registration.domain.facts import EventKind, Facts, Limits
from services.civil_registration.domain.records import Record
from services.civil_registration.wire import civil_event


async def declare_event(unit: Unit, caller: Caller, facts: Facts, limits: Limits) -> CivilEvent:
    """Open the record of a birth or a death; a birth is announced as soon as its child has a name.

    Raises `MayNotDeclare` for a member that is neither hospital nor registrar, and `InvalidInput` for facts that cannot
    be true.
    """
    opening = records.declared(facts, caller.kind, _author(unit, caller), limits)
    record = records.replay([opening])
    event_id = unit.new_id("civ")
    await store.add_event(unit, event_id, record)
    if record.kind is EventKind.BIRTH and record.state is State.DECLARED:
        unit.announce(events.birth_declared(unit, event_id, record))
    return civil_event(event_id, record)


async def register_event(
    unit: Unit, caller: Caller, event_id: str, registration: EventRegistration, limits: Limits, keys: SubjectKeys
) -> CivilEvent:
    """Register an event under its number and announce it; from then on its facts stay as they are.

    Raises `NotFound` for an event that this member may not see, `NotTheRegistrar` for anybody but the registrar of its
    district, `ChildNotNamed` or `ChildAlreadyNamed` where the name and the state disagree, and `EventMoveNotAllowed`
    for an event that is registered already.
    """
    record = await _visible(unit, caller, event_id, to_change=True)
    records.must_be_registrar(caller, record.district)
    author = _author(unit, caller)
    completed = records.replay([*record.actions, *records.named(record, registration, author)])
    records.must_be_registrable(completed)
    serial = await store.next_serial(unit, record.district, author.today.year)
    number = records.registration_number(record.district, author.today.year, serial)
    registered = records.replay(
        [*completed.actions, records.registered(completed, registration, number, author, limits)]
    )
    await store.add_actions(unit, event_id, record, registered)
    if record.state is State.NOTIFIED:
        unit.announce(events.birth_declared(unit, event_id, completed))
    unit.announce(events.registered(unit, event_id, registered, keys))
    return civil_event(event_id, registered)


async def get_event(unit: Unit, caller: Caller, event_id: str) -> CivilEvent:
    """Return an event with its log; raise `NotFound` for one that this member may not see, too."""
    return civil_event(event_id, await _visible(unit, caller, event_id))


async def _visible(unit: Unit, caller: Caller, event_id: str, *, to_change: bool = False) -> Record:
    actions = await store.actions(unit, event_id, to_change=to_change)
    record = records.replay(actions) if actions else None
    if record is None or not records.may_see(caller, record):
        raise NotFound
    return record


def _author(unit: Unit, caller: Caller) -> Author:
    return Author(caller.member, caller.system, caller.officer, unit.now)
