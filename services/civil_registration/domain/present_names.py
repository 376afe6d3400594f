"""Names that the persons of an event have now, whatever a later event on record has given or added. No I/O."""

from collections.abc import Mapping
from typing import Any, Final, TypeAlias

from services.civil_registration.domain.facts import at
from services.civil_registration.domain.kinds import KINDS
from services.civil_registration.domain.records import Record

Name: TypeAlias = Mapping[str, Any]  # Any: a PersonName document
_OF_THE_LEGAL_NAME: Final = frozenset({"latin", "legal"})  # codes of `name-use`: a former name or an alias is another


def name_of(record: Record, person: str) -> Name | None:
    """Return the name of a person of the event as the register has it now.

    Of whom it is about, the event itself or a later change may have given another; of a parent who is not stated, a
    recognition.
    """
    if (person,) == KINDS[record.kind].subjects and (given := record.name_now or _given(record)) is not None:
        return given
    return _without_the_event(record, person)


def name_at(record: Record, of: str) -> Name | None:
    """Return the name that a paper has at this pointer: beside `/newName`, `/child/name` is the name before.

    At `/nameNow` it is what a later event gives to whom this event renamed.
    """
    _, person, *_ = of.split("/")
    if person == "nameNow":
        return overtaking_name(record)
    if person == KINDS[record.kind].renamed:
        return _given(record)
    return name_of(record, person) if _given(record) is None else _without_the_event(record, person)


def overtaking_name(record: Record) -> Name | None:
    """Return the name that a later event on record gives to whom this event renamed; None where none does."""
    return None if _given(record) is None else record.name_now


def latin_names(record: Record, person: str, name: Name | None) -> tuple[str, ...]:
    """Return what is known of a name of this person in Latin letters, what papers print first."""
    if name is not None and name.get("script") == "latin":
        return (str(name["text"]),)
    if name is None or name is not at(record.facts, f"/{person}/name"):
        return ()  # Latin letters of an earlier name are another name
    others = at(record.facts, f"/{person}/otherNames") or ()
    return tuple(
        str(each["text"]) for each in others if each.get("script") == "latin" and each.get("use") in _OF_THE_LEGAL_NAME
    )


def _given(record: Record) -> Name | None:
    """Return the name that the event itself gives."""
    name: Name | None = record.facts.get(KINDS[record.kind].renamed or "")
    return name


def _without_the_event(record: Record, person: str) -> Name | None:
    name: Name | None = at(record.facts, f"/{person}/name")
    if name is None:
        found = [each["parent"] for each in record.annotations.values() if "parent" in each]
        name = next((each["name"] for each in reversed(found) if each["role"] == person), None)
    return name
