"""Read a vital event."""

from chassis.unit.unit import Unit
from contracts.calendar import VIENTIANE
from contracts.national.civil.civil_event import CivilEvent
from services.civil_registration.usecases.asking import RIGHTS, Asker, visible
from services.civil_registration.wire.events import civil_event


async def get_event(unit: Unit, asker: Asker, event_id: str) -> CivilEvent:
    """Return an event with its log; raise `NotFound` for one that this caller may not see, too."""
    RIGHTS.must_stand("eventById", asker.caller, asker.organisations, unit.now.astimezone(VIENTIANE).date())
    return civil_event(event_id, await visible(unit, asker, event_id), unit.now)
