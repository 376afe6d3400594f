"""Parts of a sentence: which kind is measured in months, which in kip, and which in neither. No I/O."""

from collections.abc import Iterator, Sequence
from typing import Final

from contracts.national.justice.sentence import Sentence
from contracts.problems import Fault, InvalidInput
from services.case_registry.errors.sentences import months_missing, sum_missing, without_months, without_sum

# Codes of `sentence-kind`. What is in none of these sets (`other`) is measured as the court says.
_IN_MONTHS: Final = frozenset({"imprisonment", "suspendedImprisonment"})  # no such sentence without its length
_IN_KIP: Final = frozenset({"fine"})  # no fine without its sum
_NEVER_IN_MONTHS: Final = frozenset({"publicCriticism", "lifeImprisonment", "fine", "confiscation", "compensation"})
_NEVER_IN_KIP: Final = frozenset(
    {"publicCriticism", "reEducation", "imprisonment", "suspendedImprisonment", "lifeImprisonment"}
)


def must_be_measured(sentence: Sequence[Sentence]) -> None:
    """Raise `InvalidInput` naming each part with a measure that its kind does not have, or without the one it needs."""
    faults = [fault for place, part in enumerate(sentence) for fault in _faults(part, f"/sentence/{place}")]
    if faults:
        raise InvalidInput(faults=faults)


def _faults(part: Sentence, where: str) -> Iterator[Fault]:
    if part.months is None and part.kind in _IN_MONTHS:
        yield months_missing(f"{where}/months")
    if part.months is not None and part.kind in _NEVER_IN_MONTHS:
        yield without_months(f"{where}/months")
    if part.amount_kip is None and part.kind in _IN_KIP:
        yield sum_missing(f"{where}/amountKip")
    if part.amount_kip is not None and part.kind in _NEVER_IN_KIP:
        yield without_sum(f"{where}/amountKip")
