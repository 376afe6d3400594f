"""An announcement: what it is about, and which schema its data keep."""

from typing import Final

from pydantic import BaseModel

from chassis.unit import Unit
from contracts.events import Event

SOURCE: Final = "/case-registry/v1"


def about(unit: Unit, subject: str, type: str, data: BaseModel) -> Event:
    """Return an event of this moment about a case or an office; the schema of its data follows from its type."""
    *_, aggregate, participle, version = type.split(".")
    return Event(
        id=unit.new_id("evt"),
        type=type,
        source=SOURCE,
        subject=subject,
        time=unit.now,
        dataschema=f"https://schemas.saphan.gov.la/events/{aggregate}-{participle}/{version}",
        data=data.model_dump(mode="json", by_alias=True, exclude_none=True),
    )
