"""Which prosecutor has a case in hand: the fact, and the rule of its day. No I/O."""

from datetime import date

from contracts.problems import InvalidInput
from services.case_registry.domain.facts import Fact
from services.case_registry.errors.prosecutors import before_the_last


class ProsecutorAssigned(Fact):
    """An office of the prosecution gave the case to one of its prosecutors; whoever had it is relieved."""

    kind = "prosecutorAssigned"
    prosecutor: str  # the staff number in the office that acts


def must_follow(day: date, latest: date | None) -> None:
    """Raise `InvalidInput` for an assignment on a day before the one that it follows."""
    if latest is not None and day < latest:
        raise InvalidInput(faults=[before_the_last(latest)])
