"""Facts of a vital event as a JSON document: pointers, corrected facts, days and partial dates, ages. No I/O."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final, Literal, TypeAlias

from pydantic import BaseModel

from contracts.json_types import JSON
from contracts.lao import fold

Facts: TypeAlias = Mapping[str, Any]  # Any: a JSON document of the kind's form

# The highest age that the national document of an event can state; the oldest person on record was 122.
OLDEST: Final = 150
# Where the day is not known, the middle of the stated time is the least wrong.
_MIDDLE: Final = {"day": "", "month": "-15", "year": "-07-01"}
_LENGTHS: Final = {"day": 10, "month": 7, "year": 4}
_FIRST: Final = {"day": "", "month": "-01", "year": "-01-01"}


@dataclass(frozen=True, slots=True)
class Age:
    """An age in completed years; estimated when one of the two dates is not known to the day."""

    years: int
    estimated: bool


def document(model: BaseModel) -> dict[str, Any]:  # Any: the national model as the JSON document that is kept
    """Return the model as the JSON document that the log keeps."""
    kept: dict[str, Any] = model.model_dump(mode="json", by_alias=True, exclude_none=True)
    return kept


def at(facts: JSON | Facts, pointer: str) -> Any:  # Any: JSON
    """Return what stands at that JSON Pointer; None where nothing does. Members have neither slashes nor tildes."""
    found: Any = facts
    for step in pointer.split("/")[1:]:
        if isinstance(found, Mapping):
            found = found.get(step)
        elif isinstance(found, list) and step.isdecimal() and step.isascii() and int(step) < len(found):
            found = found[int(step)]
        else:
            return None
    return found


def with_value(facts: Facts, pointer: str, value: JSON) -> dict[str, Any]:  # Any: JSON
    """Return the facts with this value at that pointer of members; None takes away what stands there."""
    _, step, *further = pointer.split("/")
    if further:
        inner = facts.get(step)
        below = with_value(inner if isinstance(inner, Mapping) else {}, "/" + "/".join(further), value)
        return {**facts, step: below} if below else {name: old for name, old in facts.items() if name != step}
    kept = {name: old for name, old in facts.items() if name != step}
    return kept if value is None else {**kept, step: value}


def corrected(facts: Facts, changes: Mapping[str, Mapping[str, JSON]], side: Literal["was", "now"] = "now") -> Facts:
    """Return the facts as they are with these changes: what is right by each pointer, or what was."""
    for pointer, change in changes.items():
        facts = with_value(facts, pointer, change.get(side))
    return facts


def occurred_on(facts: Facts) -> date | None:
    """Return the day of the event; the first day of what is known where it is not known to the day."""
    told = facts.get("occurredOn")
    return None if told is None else date.fromisoformat(told)


def partial_day(facts: Facts) -> dict[str, str] | None:
    """Return the day of the event as a partial date: as far as it is known."""
    told, precision = facts.get("occurredOn"), str(facts.get("occurredOnPrecision", "day"))
    return None if told is None else {"value": str(told)[: _LENGTHS.get(precision, 10)], "precision": precision}


def is_exact(facts: Facts) -> bool:
    """Tell whether the day of the event is known to the day."""
    return str(facts.get("occurredOnPrecision", "day")) == "day"


def noticed_on(facts: Facts) -> date | None:
    """Return the day from which registration is due: of the notice or application, else of the event."""
    told = facts.get("noticedOn") or facts.get("occurredOn")
    return None if told is None else date.fromisoformat(told)


def district_of(facts: Facts) -> str | None:
    """Return the district in which it happened; None abroad, or where it is not stated yet."""
    place = facts.get("place")
    return None if place is None else str(place)[:4]


def earliest(birth: Mapping[str, Any]) -> date:
    """Return the first day that a partial date can mean; raise `ValueError` for a date that is none."""
    return date.fromisoformat(str(birth["value"]) + _FIRST[str(birth["precision"])])


def latest(birth: Mapping[str, Any]) -> date:
    """Return the last day that a partial date can mean; raise `ValueError` for a date that is none."""
    first = earliest(birth)
    if birth["precision"] == "day":
        return first
    months = 1 if birth["precision"] == "month" else 12
    year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
    return date(year, month + 1, 1) - timedelta(days=1)


def may_be_same_date(one: Mapping[str, Any] | None, other: Mapping[str, Any] | None) -> bool:
    """Tell whether two partial dates can mean the same day; one that is not stated can, one that is none cannot."""
    if one is None or other is None:
        return True
    try:
        return earliest(one) <= latest(other) and earliest(other) <= latest(one)
    except ValueError:
        return False  # no day of the calendar


def folded_name(name: str) -> str:
    """Return a name without blanks and capitals, Lao spellings folded: as two are compared."""
    return "".join(fold(name).casefold().split())


def years_between(first: date, last: date) -> int:
    """Return the completed years from one day to another."""
    return last.year - first.year - ((last.month, last.day) < (first.month, first.day))


def age_on(day: date, birth: Mapping[str, Any], *, exact: bool = True) -> Age:
    """Return the age on that day: always computed, never accepted. Raises `ValueError` for a date that is none."""
    born = date.fromisoformat(str(birth["value"]) + _MIDDLE[str(birth["precision"])])
    exact = exact and birth["precision"] == "day" and not birth.get("estimated", False)
    years = years_between(born, day)
    # whose year alone is known may have been born before its middle: nobody has lived less than no time
    return Age(years=years if exact else max(0, years), estimated=not exact)
