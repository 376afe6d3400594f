"""What hospitals and registrars do with births: one verb, one transaction."""

from chassis.unit import Unit
from contracts.national.civil.birth_declaration import BirthDeclaration
from contracts.national.civil.civil_event import CivilEvent
from contracts.national.civil.event_registration import EventRegistration
from contracts.problems import NotFound
from contracts.voucher import Caller
from services.civil_registration import domain, events, store
from services.civil_registration.domain import Author, Limits, Record, State
from services.civil_registration.wire import civil_event


async def declare_birth(unit: Unit, caller: Caller, birth: BirthDeclaration, limits: Limits) -> CivilEvent:
    """Open the record of a birth and announce it; while the child has no name it is a notice, announced when complete.

    Raises `MayNotDeclare` for a member that is neither hospital nor registrar, and `InvalidInput` for facts that cannot
    be true.
    """
    opening = domain.declared(birth, caller.kind, _author(unit, caller), limits)
    record = domain.replay([opening])
    event_id = unit.new_id("civ")
    await store.add_birth(unit, event_id, record)
    if record.state is State.DECLARED:
        unit.announce(events.birth_declared(unit, event_id, record))
    return civil_event(event_id, record)


async def register_event(
    unit: Unit, caller: Caller, event_id: str, registration: EventRegistration, limits: Limits
) -> CivilEvent:
    """Register an event under its number and announce it; from then on its facts stay as they are.

    Raises `NotFound` for an event that this member may not see, `NotTheRegistrar` for anybody but the registrar of its
    district, `ChildNotNamed` or `ChildAlreadyNamed` where the name and the state disagree, and `EventMoveNotAllowed`
    for an event that is registered already.
    """
    found = await _visible(unit, caller, event_id, to_change=True)
    domain.must_be_registrar(caller, found.district)
    author = _author(unit, caller)
    completed = domain.replay([*found.actions, *domain.named(found, registration, author)])
    domain.must_be_registrable(completed)
    serial = await store.next_serial(unit, found.district, author.today.year)
    number = domain.registration_number(found.district, author.today.year, serial)
    registered = domain.replay([*completed.actions, domain.registered(completed, registration, number, author, limits)])
    await store.add_actions(unit, event_id, found, registered)
    if found.state is State.NOTIFIED:
        unit.announce(events.birth_declared(unit, event_id, completed))
    unit.announce(events.birth_registered(unit, event_id, registered))
    return civil_event(event_id, registered)


async def get_event(unit: Unit, caller: Caller, event_id: str) -> CivilEvent:
    """Return an event with its log; raise `NotFound` for one that this member may not see, too."""
    return civil_event(event_id, await _visible(unit, caller, event_id))


async def _visible(unit: Unit, caller: Caller, event_id: str, *, to_change: bool = False) -> Record:
    actions = await store.actions(unit, event_id, to_change=to_change)
    record = domain.replay(actions) if actions else None
    if record is None or not domain.may_see(caller, record):
        raise NotFound
    return record


def _author(unit: Unit, caller: Caller) -> Author:
    return Author(caller.member, caller.system, caller.officer, unit.now)
