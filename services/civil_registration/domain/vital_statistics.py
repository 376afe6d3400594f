"""Vital statistics: what of an event is counted, age groups, breakdowns and their order. No I/O."""

from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import Any, Final

from services.civil_registration.domain.actions import State
from services.civil_registration.domain.derived import derived
from services.civil_registration.domain.facts import Facts, at
from services.civil_registration.domain.kinds import KINDS, EventKind


class By(StrEnum):
    """What figures are broken down by: the codes of the list `vital-statistics-by`."""

    MONTH = "month"
    DISTRICT = "district"
    SEX = "sex"
    MOTHER_AGE = "motherAge"
    ATTENDANT = "attendant"
    LATENESS = "lateness"


# the states of which each figure is; what was rejected, cancelled or archived is nobody's birth or death
FIGURES: Final[Mapping[str, frozenset[State]]] = {
    "registered": frozenset({State.REGISTERED}),
    "declared": frozenset({State.DECLARED, State.IN_VALIDATION}),
    "notified": frozenset({State.NOTIFIED}),
}
COUNTED: Final = frozenset().union(*FIGURES.values())
# age groups of five years, as the UN tabulates them: their first ages, with the codes of `mother-age-group`
AGE_GROUPS: Final[tuple[tuple[int, str], ...]] = (
    (0, "under15"),
    *((first, f"from{first}to{first + 4}") for first in range(15, 50, 5)),
    (50, "from50"),
)
VERY_LATE_DAYS: Final = 365  # after the last day that is in time


def counted(kind: EventKind, facts: Facts) -> dict[str, Any]:  # Any: values of columns
    """Return what an event is counted by beside its day and district; None is what is not known of it."""
    subjects = KINDS[kind].subjects
    # of a couple there is no one sex
    sex = facts.get("sex") if not subjects else at(facts, f"/{subjects[0]}/sex") if len(subjects) == 1 else None
    mother = derived(kind, facts).get("motherAge")
    return {
        "sex": sex,
        "mother_age": None if mother is None else mother["years"],
        "attendant": facts.get("attendant"),
    }


def age_group(years: int) -> str:
    """Return the code of the age group of a mother."""
    return next(code for first, code in reversed(AGE_GROUPS) if years >= first)


def filled(
    cells: Sequence[Mapping[str, Any]], first: date, last: date, by: Sequence[By]
) -> list[Mapping[str, Any]]:  # Any: values of columns
    """Return the cells of a table by months with a cell of zeros for each month in which nothing happened."""
    if list(by) != [By.MONTH]:
        return list(cells)
    found = {cell[By.MONTH]: cell for cell in cells}
    nothing = dict.fromkeys(FIGURES, 0)
    return [found.get(month, {By.MONTH.value: month, **nothing}) for month in months(first, last)]


def months(first: date, last: date) -> list[str]:
    """Return the months from one day to another, as texts."""
    numbers = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    return [f"{number // 12:04}-{number % 12 + 1:02}" for number in numbers]
