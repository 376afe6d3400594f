"""List the events of an office, and count what waits for it."""

from chassis.unit.unit import Unit
from contracts.national.civil.civil_event_page import CivilEventPage
from contracts.national.civil.civil_event_summary import CivilEventSummary
from contracts.national.civil.civil_queues import CivilQueues
from services.civil_registration.domain.sights import Part
from services.civil_registration.store import work_list as store
from services.civil_registration.usecases.asking import Asker, sight_of
from services.civil_registration.wire.seats import SeatAsked
from services.civil_registration.wire.work_list import NEVER, EventPosition, EventQuery


async def list_events(unit: Unit, asker: Asker, query: EventQuery) -> CivilEventPage:
    """Return one page of the events of the office asked for, or of the one that asks. Raises `OfficeNeeded`."""
    sight = sight_of(unit, asker, "listEvents", query.seat, query.part)
    rows = await store.page(unit, query, sight, limit=query.with_one_more)

    def position(event: CivilEventSummary) -> EventPosition:
        return EventPosition(due=(query.is_by_due_day and event.due_on) or NEVER, event_id=event.event_id)

    items, after = query.page(rows, position)
    return CivilEventPage(items=items, next=after)


async def count(unit: Unit, asker: Asker, seat: SeatAsked, part: Part | None) -> CivilQueues:
    """Return how much waits for the office asked for, or for the one that asks. Raises `OfficeNeeded`."""
    sight = sight_of(unit, asker, "listQueues", seat, part)
    return await store.queues(unit, sight, asker.caller.officer)
