"""What the document exchange announces: thin facts in the past tense."""

from typing import Final

from chassis.unit import Unit
from contracts.events import Event
from contracts.national.documents.delivery import Delivery
from contracts.national.documents.dispatch import Dispatch
from contracts.national.events.delivery_opened import DeliveryOpened
from contracts.national.events.document_dispatched import DispatchedDelivery, DocumentDispatched

SOURCE: Final = "/document-exchange/v1"
DOCUMENT_DISPATCHED: Final = "la.gov.documents.document.dispatched.v1"
DELIVERY_OPENED: Final = "la.gov.documents.delivery.opened.v1"


def document_dispatched(unit: Unit, dispatch: Dispatch, *, issuer: str, document_type: str) -> Event:
    """Return the announcement that a document left its issuer; its key is the document."""
    data = DocumentDispatched(
        document_id=dispatch.document_id,
        issuer=issuer,
        type=document_type,
        dispatched_at=dispatch.dispatched_at,
        deliveries=[
            DispatchedDelivery(delivery_id=each.delivery_id, recipient=each.recipient) for each in dispatch.deliveries
        ],
    )
    return Event(
        id=unit.new_id("evt"),
        type=DOCUMENT_DISPATCHED,
        source=SOURCE,
        subject=dispatch.document_id,
        time=unit.now,
        dataschema="https://schemas.saphan.gov.la/events/document-dispatched/v1",
        data=data.model_dump(mode="json", by_alias=True, exclude_none=True),
    )


def delivery_opened(unit: Unit, delivery: Delivery, *, issuer: str) -> Event:
    """Return the announcement that a recipient opened its delivery; its key is the delivery."""
    data = DeliveryOpened(
        delivery_id=delivery.delivery_id,
        document_id=delivery.document_id,
        issuer=issuer,
        recipient=delivery.recipient,
        opened_at=unit.now,
    )
    return Event(
        id=unit.new_id("evt"),
        type=DELIVERY_OPENED,
        source=SOURCE,
        subject=delivery.delivery_id,
        time=unit.now,
        dataschema="https://schemas.saphan.gov.la/events/delivery-opened/v1",
        data=data.model_dump(mode="json", by_alias=True, exclude_none=True),
    )
