"""Who a judge is: the number that the member of the court gives its staff, in all its courts. No I/O.

The same number at another member, such as the military courts, is somebody else. Nobody in the country numbers judges
across members, so that one who goes over to another member has another number there, and no rule here knows them again:
whoever assigns the panel does, and a party may ask for the judge to be recused.
"""

from collections.abc import Iterable, Sequence

from contracts.seats import Seat


def person_key(court: Seat, judge_id: str) -> tuple[str, str]:
    """Return what is the same wherever this judge is named: the member of the court, and the number in any letters."""
    return court.member, judge_id.upper()


def known_again(judges: Sequence[str], court: Seat, others: Iterable[tuple[str, str]]) -> list[str]:
    """Return the ids of these judges of the court, in their order, who are among the others."""
    keys = frozenset(others)
    return sorted(each for each in judges if person_key(court, each) in keys)
