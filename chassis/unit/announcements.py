"""Announcements: events for the outbox; the schema of an event's data follows from its type."""

from collections.abc import Mapping

from pydantic import BaseModel

from chassis.unit.unit import Unit
from contracts.events import Event
from contracts.json_types import JSON
from contracts.schema_files import BASE


def announcement(unit: Unit, source: str, type: str, subject: str, document: Mapping[str, JSON]) -> Event:
    """Return an event about the subject, an aggregate's id; `type` ends in `<aggregate>.<past participle>.v<N>`."""
    *_, aggregate, participle, version = type.split(".")
    return Event(
        id=unit.new_id("evt"),
        type=type,
        source=source,
        subject=subject,
        time=unit.now,
        dataschema=f"{BASE}events/{aggregate}-{participle}/{version}",
        data=document,
    )


def document_of(fact: BaseModel) -> dict[str, JSON]:
    """Return the model as JSON by its schema's names; a member that is None is left out."""
    document: dict[str, JSON] = fact.model_dump(mode="json", by_alias=True, exclude_none=True)
    return document
