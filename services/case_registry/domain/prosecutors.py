"""Which prosecutor has a case in hand, at each office with a duty in it: the fact, and the rules of its day. No I/O."""

from collections.abc import Sequence
from datetime import date

from contracts.national.justice.assigned_prosecutor import AssignedProsecutor
from contracts.problems import InvalidInput
from services.case_registry.domain.facts import Fact
from services.case_registry.errors.prosecutors import before_the_last


class ProsecutorAssigned(Fact):
    """An office of the prosecution gave the case to one of its prosecutors; whoever had it there is relieved."""

    kind = "prosecutorAssigned"
    prosecutor: str  # the staff number in the office that acts


def must_follow(day: date, latest: date | None) -> None:
    """Raise `InvalidInput` for an assignment on a day before the one that it follows."""
    if latest is not None and day < latest:
        raise InvalidInput(faults=[before_the_last(latest)])


def known_of(assigned: Sequence[AssignedProsecutor], known: int) -> list[AssignedProsecutor]:
    """Return the first of these as they were known: nobody is relieved by an assignment that came later."""
    first = assigned[:known]
    return [
        each if _is_relieved(each, first[place:]) else each.model_copy(update={"relieved_on": None})
        for place, each in enumerate(first, start=1)
    ]


def _is_relieved(one: AssignedProsecutor, later: Sequence[AssignedProsecutor]) -> bool:
    same_office = [each for each in later if each.office == one.office]
    # by its own office, or by the one that took a closed office over
    return bool(same_office) or any(each.assigned_on == one.relieved_on for each in later)
