"""Record deliveries from the document exchange's events, for the hand-overs that name the documents."""

from chassis.unit.unit import Unit
from contracts.events import Event
from contracts.national.events.delivery_opened import DeliveryOpened
from contracts.national.events.document_dispatched import DocumentDispatched
from services.case_registry.store import deliveries as store


async def note_dispatch(unit: Unit, event: Event) -> None:
    """Record from a dispatch event that the document was delivered to each of its recipients."""
    await store.note_dispatched(unit, DocumentDispatched.model_validate(event.data))


async def note_opening(unit: Unit, event: Event) -> None:
    """Record from an opening event that a recipient opened the document."""
    await store.note_opened(unit, DeliveryOpened.model_validate(event.data))
