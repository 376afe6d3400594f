"""An announcement: what it is about, and which schema its data keep."""

from typing import Final

from pydantic import BaseModel

from chassis.unit import Unit
from contracts.events import Event
from contracts.json_types import JSON

SOURCE: Final = "/case-registry/v1"


def about(unit: Unit, subject: str, type: str, data: BaseModel) -> Event:
    """Return an event of this moment about a case or an office; the schema of its data follows from its type."""
    return told(unit, subject, type, document_of(data))


def document_of(data: BaseModel) -> dict[str, JSON]:
    """Return the facts as the event's schema has them."""
    document: dict[str, JSON] = data.model_dump(mode="json", by_alias=True, exclude_none=True)
    return document


def told(unit: Unit, subject: str, type: str, document: dict[str, JSON]) -> Event:
    """Return such an event where its data are a document already."""
    *_, aggregate, participle, version = type.split(".")
    return Event(
        id=unit.new_id("evt"),
        type=type,
        source=SOURCE,
        subject=subject,
        time=unit.now,
        dataschema=f"https://schemas.saphan.gov.la/events/{aggregate}-{participle}/{version}",
        data=document,
    )
