"""Render a linked event: what a list shows of it, or only at which office it is."""

from typing import Any

from contracts.national.civil.event_link import EventLink
from services.civil_registration.domain.links import Number
from services.civil_registration.domain.numbers import tracking_id
from services.civil_registration.domain.records import Record


def link(relation: str, number: Number, event_id: str, record: Record, *, may_read: bool) -> EventLink:
    """Return the link as the national document."""
    shown: dict[str, Any] = {  # Any: a JSON document, validated by the model below
        "relation": relation,
        "person": number.role or None,
        "knownBy": number.type,
        "registrar": record.registrar.to_document(),
    }
    if may_read:
        shown |= {
            "eventId": event_id,
            "kind": record.kind.value,
            "state": record.state.value,
            "trackingId": tracking_id(record.kind, event_id),
            "registrationNumber": (record.registration or {}).get("registrationNumber"),
            "subjects": record.subjects,
            "occurredOn": record.occurred_on,
        }
    return EventLink.model_validate({name: value for name, value in shown.items() if value is not None})
