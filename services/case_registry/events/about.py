"""Make an event of the case registry, about a case or an office."""

from typing import Final

from pydantic import BaseModel

from chassis.unit.announcements import announcement, document_of
from chassis.unit.unit import Unit
from contracts.events import Event

SOURCE: Final = "/case-registry/v1"


def about(unit: Unit, subject: str, type: str, data: BaseModel) -> Event:
    """Return an event of this moment about a case or an office."""
    return announcement(unit, SOURCE, type, subject, document_of(data))
