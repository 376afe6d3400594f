"""Render a record as a national `CivilEvent`, and the id of an event in the path."""

from typing import Annotated, Any

from fastapi import Path

from contracts.identifiers import ID_PATTERN
from contracts.national.civil.civil_event import CivilEvent
from contracts.national.civil.death_declaration import DeathDeclaration
from services.civil_registration.domain.actions import Action
from services.civil_registration.domain.births import mother_age
from services.civil_registration.domain.deaths import age_at_death
from services.civil_registration.domain.records import Record, tracking_id

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


def civil_event(event_id: str, record: Record) -> CivilEvent:
    """Return the event as a national document: its facts, what is computed from them, and its log."""
    opened, latest = record.actions[0].author, record.actions[-1].author
    shown: dict[str, Any] = {  # Any: a JSON document, validated by the model below
        "eventId": event_id,
        "kind": record.kind.value,
        "state": record.state.value,
        "flags": record.flags,
        "trackingId": tracking_id(record.kind, event_id),
        "district": record.district,
        "registrar": record.registrar.to_document(),
        "declaredBy": opened.seat.to_document(),
        "declaredAt": opened.at,
        record.kind.value: record.facts,
        "derived": _derived(record),
        "actions": [_action(action) for action in record.actions],
    }
    if record.warnings:
        shown["warnings"] = record.warnings
    if record.registration is not None:
        added = {name: value for name, value in record.registration.items() if name != "late"}
        shown |= {"registeredBy": latest.seat.to_document(), **added}
    return CivilEvent.model_validate(shown)


def _derived(record: Record) -> dict[str, Any]:  # Any: a JSON document of the schema
    facts = record.facts
    if isinstance(facts, DeathDeclaration):
        name, age = "ageAtDeath", age_at_death(facts)
    else:
        name, age = "motherAge", mother_age(facts)
    return {} if age is None else {name: {"years": age.years, "estimated": age.estimated}}


def _action(action: Action) -> dict[str, Any]:  # Any: a JSON document of the schema
    by = action.author
    entry = {"action": action.kind.value, "at": by.at, "seat": by.seat.to_document(), "system": by.system}
    return entry if by.officer is None else {**entry, "officer": by.officer}
