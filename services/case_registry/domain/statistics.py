"""Figures of an office's front page: which statuses are pending, and the age groups of pending cases. No I/O."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from contracts.problems import InvalidInput
from services.case_registry.domain.words import Kind, Status
from services.case_registry.errors.seats import NO_CASES_THERE

# What waits for an office of each kind of member, as long as it has the file; of courts the stays say it.
PENDING_AT: Final[Mapping[Kind, Sequence[Status]]] = {
    Kind.POLICE: (Status.REPORTED, Status.UNDER_INVESTIGATION, Status.RETURNED_FOR_INVESTIGATION),
    Kind.PROSECUTOR: (
        *(Status.FILE_SENT_TO_PROSECUTOR, Status.CHARGED, Status.RETURNED_TO_PROSECUTOR, Status.REOPENED),
    ),
    Kind.JUSTICE: (Status.FINAL, Status.IN_ENFORCEMENT),
}


def kind_of(code: str) -> Kind:
    """Return the kind of member whose cases are counted; raise `InvalidInput` for others: they have none."""
    try:
        return Kind(code)
    except ValueError:
        raise InvalidInput(faults=[NO_CASES_THERE]) from None


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
