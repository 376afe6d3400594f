"""Hold a court against the rules before an order designates it, also where the order is put right."""

from collections.abc import Sequence
from datetime import date

from chassis.unit.unit import Unit
from contracts.seats import Seat
from services.case_registry.domain import chambers
from services.case_registry.domain import designations as rules
from services.case_registry.domain.case_state import Actor, CaseState
from services.case_registry.domain.facts import Entry
from services.case_registry.domain.words import Status
from services.case_registry.usecases.competence import must_be_nameable


async def must_be_designable(
    unit: Unit, state: CaseState, actor: Actor, target: Status, court: Seat, day: date, pointer: str = "/court"
) -> None:
    """Raise what forbids an order of that day to designate this court for a case that goes to that status.

    `InvalidInput` for a court that is closed, or not below the one that orders, `ChamberMissing` and `CourtNotAbove`.
    """
    chambers.must_be_open(court, actor.organisations, day, pointer)
    chambers.must_have_the_chamber(court, state.category, actor.code_lists, actor.organisations, day)
    await must_be_nameable(unit, actor, state, target, court, pointer)


async def concerned(
    unit: Unit, state: CaseState, actor: Actor, entries: Sequence[Entry], order: Entry, right: Entry
) -> frozenset[Seat]:
    """Return the courts that have to hear of a corrected order: the one that does not try the case, and who does.

    Raises what `rules.must_be_unused` and `must_be_designable` do.
    """
    court = rules.must_be_unused(entries, order, right, state, actor)
    await must_be_designable(unit, state, actor, state.status, court, right.happened_on, "/members/court/now")
    return frozenset({court} if state.court is None else {court, state.court})
