"""Tell a registrar's or hospital's system which events have changed, so that it keeps in step without events."""

from typing import Final

from chassis.http.change_pages import ChangeQuery
from chassis.unit.unit import Unit
from contracts.national.civil.civil_event_change_page import CivilEventChangePage
from services.civil_registration.store import changes as store
from services.civil_registration.usecases.asking import Asker, sight_of
from services.civil_registration.wire.seats import SeatAsked

_ALL_IN_SIGHT: Final = SeatAsked(below=True)  # whoever supervises follows the offices below it, too


async def list_changes(unit: Unit, asker: Asker, query: ChangeQuery) -> CivilEventChangePage:
    """Return the events in sight that have changed since the cursor, and the cursor from which to ask on.

    Raises `CursorOfAnotherLife` for one that was given before the database was restored.
    """
    sight, begun = sight_of(unit, asker, "listEventChanges", _ALL_IN_SIGHT), await query.begin(unit, store.TOPIC)
    changed = await store.after(unit, begun.place, sight=sight, limit=query.limit)
    since = query.since(begun, changed.place)
    return CivilEventChangePage(items=changed.events, since=since, more=changed.more)
