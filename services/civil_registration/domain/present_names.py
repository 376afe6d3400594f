"""Names that the persons of an event have now, whatever a later event on record has given or added. No I/O."""

from collections.abc import Mapping
from typing import Any

from services.civil_registration.domain.facts import at
from services.civil_registration.domain.kinds import KINDS
from services.civil_registration.domain.records import Record


def name_of(record: Record, person: str) -> Mapping[str, Any] | None:  # Any: a PersonName document
    """Return the name of a person of the event as the register has it now.

    Of whom it is about, a later change may have given another; of a parent who is not stated, a recognition. An event
    that itself gives a name states the one before: what a later event gives is `overtaking_name`.
    """
    if record.name_now is not None and not _renames(record) and (person,) == KINDS[record.kind].subjects:
        return record.name_now
    name: Mapping[str, Any] | None = at(record.facts, f"/{person}/name")
    if name is None:
        found = [each["parent"] for each in record.annotations.values() if "parent" in each]
        name = next((each["name"] for each in reversed(found) if each["role"] == person), None)
    return name


def overtaking_name(record: Record) -> Mapping[str, Any] | None:  # Any: a PersonName document
    """Return the name that a later event on record gives to whom this event renamed; None where none does."""
    return record.name_now if _renames(record) else None


def _renames(record: Record) -> bool:
    return record.facts.get(KINDS[record.kind].renamed or "") is not None


def latin_of(record: Record, person: str) -> str | None:
    """Return the name in Latin letters that belongs to the present name; None where none is known."""
    name = name_of(record, person)
    if name is not None and name.get("script") == "latin":
        return str(name["text"])
    if name is None or name is not at(record.facts, f"/{person}/name"):
        return None  # Latin letters of an earlier name are another name
    others = at(record.facts, f"/{person}/otherNames") or ()
    return next((str(each["text"]) for each in others if each.get("script") == "latin"), None)
