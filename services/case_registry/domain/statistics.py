"""Figures of a court's front page: which statuses are pending, and the age groups of pending cases. No I/O."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from services.case_registry.domain.words import Status

# A case is pending before a court from its filing to the judgment; a judged one waits for the parties, not the court.
PENDING: Final = (
    Status.FILED_IN_COURT,
    Status.ACCEPTED,
    Status.IN_TRIAL,
    Status.APPEALED,
    Status.IN_CASSATION,
    Status.REOPENED,
)


@dataclass(frozen=True, slots=True)
class Age:
    """A range of ages in days, both included; without an end it is open."""

    first: int
    last: int | None = None


AGES: Final = (Age(0, 30), Age(31, 90), Age(91, 180), Age(181, 365), Age(366))


def by_age(cases: Mapping[int, int]) -> Sequence[tuple[Age, int]]:
    """Return the number of cases in each age group, given their number by age in days."""
    return [
        (
            age,
            sum(count for days, count in cases.items() if days >= age.first and (age.last is None or days <= age.last)),
        )
        for age in AGES
    ]
