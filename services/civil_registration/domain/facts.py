"""Rules that births and deaths share: kinds of event, faults of days, ages, and the limit of late registration."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Final, TypeAlias

from pydantic import BaseModel

from contracts.national.civil.birth_declaration import BirthDeclaration
from contracts.national.civil.death_declaration import DeathDeclaration
from contracts.national.shared.partial_date import PartialDate
from contracts.problems import Fault
from services.civil_registration.errors import NOTICE_BEFORE_EVENT, future_date, no_such_date, too_old

Facts: TypeAlias = BirthDeclaration | DeathDeclaration


class EventKind(StrEnum):
    """The kinds of vital event; the value is also the member under which an event shows its facts."""

    BIRTH = "birth"
    DEATH = "death"


MODELS: Final[Mapping[EventKind, type[Facts]]] = {
    EventKind.BIRTH: BirthDeclaration,
    EventKind.DEATH: DeathDeclaration,
}


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits from the settings: days until a registration is late, possible and usual ages."""

    late_after_days: int  # of a birth
    death_late_after_days: int
    mother_age_possible_from: int
    mother_age_from: int
    mother_age_to: int
    age_to: int  # of the deceased


@dataclass(frozen=True, slots=True)
class Age:
    """An age in completed years; estimated when the date of birth is not known to the day."""

    years: int
    estimated: bool


def kind_of(facts: Facts) -> EventKind:
    """Return whether these facts are of a birth or of a death."""
    return EventKind.BIRTH if isinstance(facts, BirthDeclaration) else EventKind.DEATH


def district_of(facts: Facts) -> str:
    """Return the district in which it happened."""
    return facts.place[:4]


def is_late(facts: Facts, on: date, limits: Limits) -> bool:
    """Tell whether the registration is late on that day, counted from the notice or, without one, from the event."""
    is_birth = kind_of(facts) is EventKind.BIRTH
    limit = limits.late_after_days if is_birth else limits.death_late_after_days
    return (on - (facts.noticed_on or facts.occurred_on)).days > limit


# The highest age that the national document of an event can state; the oldest person on record was 122.
OLDEST: Final = 150
# Where the day is not known, the middle of the stated time is the least wrong.
_MIDDLE: Final = {"day": "", "month": "-15", "year": "-07-01"}
_FIRST: Final = {"day": "", "month": "-01", "year": "-01-01"}


def age_on(day: date, birth: PartialDate) -> Age:
    """Return the age on that day: always computed, never accepted. Raises `ValueError` for a date that is none."""
    born = date.fromisoformat(birth.value + _MIDDLE[birth.precision])
    had_birthday = (day.month, day.day) >= (born.month, born.day)
    exact = birth.precision == "day" and not birth.estimated
    years = day.year - born.year - (not had_birthday)
    # whose year alone is known may have been born before its middle: nobody has lived less than no time
    return Age(years=years if exact else max(0, years), estimated=not exact)


def impossible_days(facts: Facts, today: date) -> list[Fault]:
    """Return the faults of the days of the event and of its notice: in the future, or in the wrong order."""
    faults = [
        future_date(pointer)  # a year of the Buddhist era lies beyond what a date may be
        for pointer, day in (("/occurredOn", facts.occurred_on), ("/noticedOn", facts.noticed_on))
        if day is not None and day > today
    ]
    if facts.noticed_on is not None and facts.noticed_on < facts.occurred_on:
        faults.append(NOTICE_BEFORE_EVENT)
    return faults


def impossible_birth(birth: PartialDate, day: date, where: str, after: Fault) -> list[Fault]:
    """Return the fault of a birth (pointer `where`) that is no date or too long ago, or `after` for one after `day`."""
    try:
        earliest = _earliest(birth)
    except ValueError:
        return [no_such_date(f"{where}/value")]
    if earliest > day:
        return [after]
    return [too_old(where, OLDEST)] if age_on(day, birth).years > OLDEST else []


def oldest_on(day: date, birth: PartialDate) -> int:
    """Return the age in completed years that the person has at most on that day; of one who is born by then."""
    earliest = _earliest(birth)
    return day.year - earliest.year - ((day.month, day.day) < (earliest.month, earliest.day))


def _earliest(birth: PartialDate) -> date:
    return date.fromisoformat(birth.value + _FIRST[birth.precision])


def document(model: BaseModel) -> dict[str, Any]:  # Any: the national model as the JSON document that is kept
    """Return the model as the JSON document that the log keeps."""
    kept: dict[str, Any] = model.model_dump(mode="json", by_alias=True, exclude_unset=True)
    return kept
