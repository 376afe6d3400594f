"""Render a record as a national `CivilEvent`; the id of an event in the path, and the version that was read."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Final

from fastapi import Header, Path

from contracts.calendar import VIENTIANE
from contracts.identifiers import ID_PATTERN
from contracts.national.civil.civil_event import CivilEvent
from services.civil_registration.domain.actions import Act, Action, allowed_in
from services.civil_registration.domain.derived import derived
from services.civil_registration.domain.needs import lacking
from services.civil_registration.domain.numbers import tracking_id
from services.civil_registration.domain.records import Record
from services.civil_registration.wire.uin_requests import uin_request

EventId = Annotated[
    str,
    Path(
        alias="eventId",
        pattern=f"^{ID_PATTERN}$",
        description="Identifier of the event.",
        examples=["civ_01kb4m8a2k7y3v5x9w1z6q8r0t"],
        json_schema_extra={"x-subject": "record"},
    ),
]
IfMatch = Annotated[str | None, Header(alias="If-Match", include_in_schema=False)]
# Required of callers, and refused by a sentence of our own when it is missing: 428, not 400.
_IF_MATCH: Final[dict[str, Any]] = {  # Any: a parameter object of OpenAPI
    "name": "If-Match",
    "in": "header",
    "required": True,
    "description": "The ETag of the event as you read it: its version in quotes.",
    "schema": {"type": "string", "maxLength": 200},
}
# what an operation on one event takes: a document, and the version that the caller has read
ON_EVENT: Final[dict[str, Any]] = {  # Any: OpenAPI
    "x-body": "document",
    "x-purposes": ["vitalRegistration"],
    "parameters": [_IF_MATCH],
}
# what gives or takes legal status, or refuses it, is kept as evidence as it was sent and signed
LEGAL_ACT: Final = ON_EVENT | {"x-legal-act": True}
# of an action's content, as they are
_SHOWN: Final = (
    *("reason", "reasons", "decision", "notifier", "to", "causedBy", "certificateIds", "members", "correctionId"),
    *("duplicateId", "importId", "ended", "requestId", "question"),
)
# of an action's content, by the names that they have in the document
_NAMED: Final[Mapping[Act, Mapping[str, str]]] = {
    Act.REVOKE_CERTIFICATE: {"certificateStatus": "status"},
    Act.ANNOTATE: {"changedByEventId": "eventId"},
    Act.DECIDE_DUPLICATE: {"duplicateOutcome": "outcome"},
    Act.DECIDE_UIN: {"uinDecision": "outcome"},
}
_ASSIGNMENT: Final = ("officer", "deputy", "until")


def etag(version: int) -> str:
    """Return the entity tag of an event at this version: every action makes another."""
    return f'"{version}"'


def civil_event(
    event_id: str, record: Record, now: datetime, married_on: Mapping[str, Any] | None = None
) -> CivilEvent:  # Any: a PartialDate document
    """Return the event as a national document: its facts, what is computed from them and missing, and its log.

    `married_on` is the date of the marriage that a divorce cites.
    """
    missing = lacking(record.kind, record.state, record.facts)
    assigned = next((each for each in reversed(record.assignments) if each.holds(now)), None)
    shown: dict[str, Any] = {  # Any: a JSON document, validated by the model below
        "eventId": event_id,
        "kind": record.kind.value,
        "state": record.state.value,
        "flags": record.flags(now.astimezone(VIENTIANE).date(), incomplete=bool(missing)),
        "trackingId": tracking_id(record.kind, event_id),
        "subjects": record.subjects,
        "occurredOn": record.occurred_on,
        "district": record.district,
        "registrar": record.registrar.to_document(),
        "declaredBy": record.declarer.to_document(),
        "declaredAt": record.actions[0].author.at,
        "dueOn": record.due_on,
        "assignedTo": None if assigned is None else assigned.officer,
        "assignedUntil": None if assigned is None else assigned.until,
        "changedAt": record.actions[-1].author.at,
        record.kind.value: record.facts,
        "derived": derived(record.kind, record.facts, married_on),
        "missing": [f"/{record.kind.value}{pointer}" for pointer in missing] or None,
        "warnings": record.cautions or None,
        "judgmentReceived": record.judgment,
        "uinRequest": None if record.uin is None else uin_request(record.uin),
        "uinRefusal": None if record.uin is None else record.uin.refusal,
        "allowed": allowed_in(record.state, back=record.before is not None),
        "nameNow": record.name_now,
        "closed": record.is_closed or None,
        "changedByEventIds": list(record.annotations) or None,
        "actions": [_action(position, action) for position, action in enumerate(record.actions, start=1)],
        **_registered(record),
    }
    return CivilEvent.model_validate({name: value for name, value in shown.items() if value is not None})


def _registered(record: Record) -> dict[str, Any]:  # Any: as above
    """Return what is said of its registration, once it has one."""
    if record.registration is None or record.registered_by is None:
        return {}
    added = ("registrationNumber", "registeredOn", "bookNumber", "lateReason")
    told = {name: record.registration[name] for name in added if name in record.registration}
    return told | {"registeredBy": record.registered_by.to_document()}


def _action(position: int, action: Action) -> dict[str, Any]:  # Any: a JSON document of the schema
    by, told = action.author, action.content
    entry: dict[str, Any] = {  # Any: as above
        "position": position,
        "action": action.kind.value,
        "at": by.at,
        "seat": by.seat.to_document(),
        "system": by.system,
        "officer": by.officer,
        "clientActionId": by.client_action_id,
        **{name: told[name] for name in _SHOWN if name in told},
        **{name: told[kept] for name, kept in _NAMED.get(action.kind, {}).items() if kept in told},
    }
    if action.kind is Act.ISSUE_CERTIFICATE:
        entry["certificateIds"] = [told["certificateId"]]
    if "changes" in told:  # of a correction: pointers, and no values
        entry["members"] = list(told["changes"])
    if "officer" in told:
        entry["assignment"] = {name: told[name] for name in _ASSIGNMENT if name in told}
    return {name: value for name, value in entry.items() if value is not None}
