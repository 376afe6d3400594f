"""Read a vital event, as it is or as it was known at a moment."""

from datetime import datetime

from chassis.unit.unit import Unit
from contracts.calendar import VIENTIANE
from contracts.national.civil.civil_event import CivilEvent
from contracts.problems import NotFound
from services.civil_registration.domain.records import Record, known_at
from services.civil_registration.errors.corrections import PastNotShown
from services.civil_registration.usecases.asking import RIGHTS, Asker, visible
from services.civil_registration.usecases.corrections import decides
from services.civil_registration.usecases.known import married_on
from services.civil_registration.usecases.readers import note
from services.civil_registration.wire.events import civil_event


async def get_event(unit: Unit, asker: Asker, event_id: str, at: datetime | None) -> CivilEvent:
    """Return an event with its log; raise `NotFound` for one that this caller may not see, too.

    Of an earlier moment it is what was known then; raises `PastNotShown` where it was corrected since, for who does not
    decide on corrections.
    """
    RIGHTS.must_stand("eventById", asker.caller, asker.organisations, unit.now.astimezone(VIENTIANE).date())
    record = await visible(unit, asker, event_id)
    if await note(unit, asker, event_id, record):
        # a correction that came between saw no reader
        record = await visible(unit, asker, event_id)
    shown = record if at is None else _past(asker, record, at)
    return civil_event(event_id, shown, at or unit.now, await married_on(unit, shown))


def _past(asker: Asker, record: Record, at: datetime) -> Record:
    known = known_at(record, at)
    if known is None:
        raise NotFound
    if known.corrections < record.corrections and not decides(asker, record):
        raise PastNotShown
    return known
