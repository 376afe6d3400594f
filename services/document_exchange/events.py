"""Events of the document exchange: a document was dispatched, a delivery was opened."""

from typing import Final

from chassis.unit.announcements import announcement, document_of
from chassis.unit.unit import Unit
from contracts.events import Event
from contracts.national.documents.delivery import Delivery
from contracts.national.documents.dispatch import Dispatch
from contracts.national.events.delivery_opened import DeliveryOpened
from contracts.national.events.document_dispatched import DispatchedDelivery, DocumentDispatched
from contracts.seats import Seat
from services.document_exchange.wire import seat_document

SOURCE: Final = "/document-exchange/v1"


def document_dispatched(unit: Unit, dispatch: Dispatch, *, issuer: Seat, document_type: str) -> Event:
    """Return the announcement that a document left its issuer; its key is the document."""
    data = DocumentDispatched(
        document_id=dispatch.document_id,
        issuer=seat_document(issuer),
        type=document_type,
        dispatched_at=dispatch.dispatched_at,
        deliveries=[
            DispatchedDelivery(delivery_id=delivery.delivery_id, recipient=delivery.recipient)
            for delivery in dispatch.deliveries
        ],
    )
    return announcement(
        unit, SOURCE, "la.gov.documents.document.dispatched.v1", dispatch.document_id, document_of(data)
    )


def delivery_opened(unit: Unit, delivery: Delivery, *, issuer: Seat, opened_by: Seat) -> Event:
    """Return the announcement that a recipient, or its successor, opened its delivery; its key is the delivery."""
    data = DeliveryOpened(
        delivery_id=delivery.delivery_id,
        document_id=delivery.document_id,
        issuer=seat_document(issuer),
        recipient=delivery.recipient,
        opened_by=seat_document(opened_by),
        opened_at=unit.now,
    )
    return announcement(unit, SOURCE, "la.gov.documents.delivery.opened.v1", delivery.delivery_id, document_of(data))
