"""Remember which offices have read an event that is not theirs: a correction is owed to each of them."""

from chassis.unit.unit import Unit
from contracts.calendar import VIENTIANE
from services.civil_registration.domain.records import Record
from services.civil_registration.store import readers as store
from services.civil_registration.usecases.asking import Asker


async def note(unit: Unit, asker: Asker, event_id: str, record: Record) -> bool:
    """Note that the caller's office reads the event; return whether it has to be read again, since a correction waits.

    Of its own registering office and of who declared it nothing is noted: a correction is owed to them in any case.
    Who has named no office sees what its offices have a part in.
    """
    standing = asker.caller.standing
    if standing is None or standing.seat in {record.registrar, record.declarer}:
        return False
    return await store.note(unit, event_id, standing.seat, unit.now.astimezone(VIENTIANE).date())
