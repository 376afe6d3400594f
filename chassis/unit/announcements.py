"""An announcement: a fact of this moment, on its way to the outbox; the schema of its data follows from its type."""

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
    """Return the fact as its schema has it: what is absent is not there."""
    document: dict[str, JSON] = fact.model_dump(mode="json", by_alias=True, exclude_none=True)
    return document
