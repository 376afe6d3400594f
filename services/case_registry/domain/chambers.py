"""Which courts have the chamber that a category needs: the national list `court-chambers`, by level. No I/O.

What is marked there as a sample is known to nobody: it refuses nothing.
"""

from datetime import date
from typing import Final

from contracts.codelists import Code, CodeLists
from contracts.organisations import OfficeFacts, Organisations
from contracts.problems import InvalidInput
from contracts.seats import Seat
from services.case_registry.domain.categories import LIST as CATEGORIES
from services.case_registry.domain.open_offices import was_there
from services.case_registry.errors.competence import ChamberMissing, not_open_then

LIST: Final = "court-chambers"


def must_have_the_chamber(
    court: Seat, category: str, lists: CodeLists, organisations: Organisations, day: date
) -> None:
    """Raise `ChamberMissing`, with the nearest court above that has one, for a court without such a chamber.

    Of a chamber that is not listed on that day, and of a court that is not held here, nothing is known: not refused.
    """
    office, needed = organisations.offices.get(court), chambers_of(category, lists, day)
    if office is None or not needed or any(_has(office, chamber) for chamber in needed):
        return
    above = (organisations.offices[seat] for seat in organisations.above(court, day) if seat in organisations.offices)
    right = next((up.seat for up in above if any(_has(up, chamber) for chamber in needed)), None)
    levels = sorted({str(level) for chamber in needed for level in chamber.attributes.get("levels", ())})
    nearest = None if right is None else organisations.named(right)
    raise ChamberMissing(organisations.named(court), needed, levels, nearest)


def chambers_of(category: str, lists: CodeLists, day: date) -> list[Code]:
    """Return the chambers that hear cases of a category, one of which is enough; none where one is not confirmed."""
    named = lists.attribute(CATEGORIES, category, "chambers") or ()
    known = [lists.code(LIST, str(name)) for name in named]
    listed = [
        chamber
        for chamber in known
        if chamber is not None and chamber.is_valid_on(day) and chamber.attributes.get("sample") is not True
    ]
    return listed if len(listed) == len(known) else []


def must_be_open(court: Seat, organisations: Organisations, day: date, pointer: str) -> None:
    """Raise `InvalidInput` for a court that was not there on that day, neither it nor one that it took over."""
    if not was_there(court, organisations, day):
        raise InvalidInput(faults=[not_open_then(pointer, organisations.named(court))])


def _has(office: OfficeFacts, chamber: Code) -> bool:
    return office.level in chamber.attributes.get("levels", ())
