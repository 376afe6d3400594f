"""How a record looks from outside, and the parameters that are no national schemas."""

from typing import Annotated, Any

from fastapi import Path

from contracts.identifiers import ID_PATTERN
from contracts.national.civil.civil_event import CivilEvent
from services.civil_registration.domain import Action, Record, mother_age, tracking_id

EventId = Annotated[
    str,
    Path(
        alias="eventId",
        pattern=f"^{ID_PATTERN}$",
        description="Identifier of the event.",
        json_schema_extra={"x-subject": "record"},
    ),
]


def civil_event(event_id: str, record: Record) -> CivilEvent:
    """Return the event as the national schema shows it: its facts, what follows from them, and its log."""
    opened, latest = record.actions[0].author, record.actions[-1].author
    age = mother_age(record.birth)
    shown: dict[str, Any] = {  # Any: a JSON document, validated by the model below
        "eventId": event_id,
        "kind": "birth",
        "state": record.state.value,
        "flags": record.flags,
        "trackingId": tracking_id(event_id),
        "district": record.district,
        "declaredBy": opened.member,
        "declaredAt": opened.at,
        "birth": record.birth,
        "derived": {"motherAge": {"years": age.years, "estimated": age.estimated}},
        "actions": [_action(action) for action in record.actions],
    }
    if record.warnings:
        shown["warnings"] = record.warnings
    if record.registration is not None:
        added = {name: value for name, value in record.registration.items() if name != "late"}
        shown |= {"registeredBy": latest.member, **added}
    return CivilEvent.model_validate(shown)


def _action(action: Action) -> dict[str, Any]:  # Any: a JSON document of the schema
    by = action.author
    entry = {"action": action.kind.value, "at": by.at, "member": by.member, "system": by.system}
    return entry if by.officer is None else {**entry, "officer": by.officer}
