"""When a charge can have been filed, and what a taking brought with it, once its day is corrected. No I/O."""

from collections.abc import Sequence
from datetime import date

from contracts.national.justice.charge import Charge
from contracts.problems import InvalidInput
from services.case_registry.domain.facts import Entry
from services.case_registry.domain.participants import Person, days_of
from services.case_registry.domain.transfers import ProceedingTransferred
from services.case_registry.errors.corrections import not_between


def must_be_a_day_of_filing(day: date, charge: Charge, person: Person, member: str) -> None:
    """Raise `InvalidInput` for a charge filed before the act, or after the death of whom it is against."""
    first = days_of(charge.article.committed_on)[0]
    if day < first:
        raise InvalidInput(faults=[not_between(member, first, None)])
    if person.had_died(day):
        raise InvalidInput(faults=[not_between(member, None, person.died_on)])


def ended_proceedings(entries: Sequence[Entry], taking: Entry) -> bool:
    """Tell whether proceedings of another court ended with the taking: facts of the same act, which stand behind it."""
    return any(
        isinstance(entry.fact, ProceedingTransferred) and entry.recorded_at == taking.recorded_at
        for entry in entries[taking.position :]
    )
