"""Render a potential duplicate, and the id of one in the path."""

from collections.abc import Mapping
from typing import Annotated, Any

from chassis.http.path_ids import path_id
from contracts.national.civil.event_duplicate import EventDuplicate

DuplicateId = Annotated[str, path_id("dup", "duplicateId", "Id of the potential duplicate.")]


def duplicate(row: Mapping[Any, Any]) -> EventDuplicate:  # Any: SQL types
    """Return a row as the national document, with the other event as it is compared."""
    other = {
        "eventId": row["compared_id"],
        "kind": row["kind"],
        "state": row["compared_state"],
        "trackingId": row["tracking_id"],
        "registrationNumber": row["registration_number"],
        "registrar": {"member": row["registrar_member"], "office": row["registrar_office"]},
        "subjects": row["subjects"],
        "occurredOn": row["occurred_on"],
    }
    shown: dict[str, Any] = {  # Any: a JSON document, validated by the model below
        "duplicateId": row["duplicate_id"],
        "eventId": row["event_id"],
        "other": {name: value for name, value in other.items() if value is not None},
        "score": row["score"],
        "rules": row["reasons"],
        "state": row["state"],
        "foundAt": row["found_at"],
    }
    if row["decided_at"] is not None:
        decided_by = {"member": row["decided_by"], "office": row["decided_office"]}
        shown |= {"decidedAt": row["decided_at"], "decidedBy": decided_by, "decisionReason": row["reason"]}
    return EventDuplicate.model_validate(shown)
