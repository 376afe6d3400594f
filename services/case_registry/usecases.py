"""What members do with cases: one verb, one transaction."""

from chassis.unit import Unit
from contracts.national.justice.case import Case
from contracts.national.justice.case_number import CaseNumber
from contracts.national.justice.case_opening import CaseOpening
from contracts.national.justice.case_page import CasePage
from contracts.national.justice.dated_role import DatedRole
from contracts.national.justice.participant import Participant
from contracts.official_numbers import normal_number
from contracts.problems import NotFound
from contracts.voucher import Caller
from services.case_registry import domain, events, store
from services.case_registry.errors import CaseNumberTaken
from services.case_registry.wire import CaseQuery


async def open_case(unit: Unit, caller: Caller, opening: CaseOpening) -> Case:
    """Open a case and announce it.

    Raises `OpeningNotAllowed` for a category that another kind of member opens, `CaseNumberTaken` for a number that the
    office has used in that year, and `InvalidInput` for a statement that cannot be true.
    """
    case = _case(unit, caller, opening)
    if not await store.add_case(unit, case, caller.office):
        raise CaseNumberTaken(number=opening.number, year=opening.opened_on.year)
    unit.announce(events.case_opened(unit, case))
    return case


async def get_case(unit: Unit, caller: Caller, case_id: str) -> Case:
    """Return a case with its participants; raise `NotFound` also for one that this member may not see."""
    case = await store.case(unit, case_id, visible_to=caller.member)
    if case is None:
        raise NotFound
    return case


async def list_cases(unit: Unit, caller: Caller, query: CaseQuery) -> CasePage:
    """Return one page of the cases that this member may see, newest first."""
    found = await store.cases(
        unit,
        visible_to=caller.member,
        category=query.category,
        normal_number=query.number and normal_number(query.number),
        after=query.after,
        limit=query.limit + 1,  # one more than asked for tells whether there is a next page
    )
    if len(found) <= query.limit:
        return CasePage(items=found)
    return CasePage(items=found[: query.limit], next=query.cursor(found[query.limit - 1].case_id))


def _case(unit: Unit, caller: Caller, opening: CaseOpening) -> Case:
    category = domain.category_of(opening.category)
    status = domain.first_status(category, caller.kind)
    domain.must_have_come(opening.opened_on, unit.now)
    restriction = domain.restriction_of(category, opening.restriction)
    return Case(
        case_id=unit.new_id("cas"),
        title=opening.title,
        category=category,
        place=opening.place,
        opened_on=opening.opened_on,
        status=status,
        restriction=restriction,
        opened_by=caller.member,
        opened_at=unit.now,
        numbers=[CaseNumber(member=caller.member, number=opening.number, assigned_on=opening.opened_on)],
        participants=_participants(unit, opening),
    )


def _participants(unit: Unit, opening: CaseOpening) -> list[Participant] | None:
    """Return the participants with ids of their own, each in its role since the opening; None when there are none."""
    if not opening.participants:
        return None
    domain.must_be_somebody(opening.participants)
    return [
        Participant(
            participant_id=unit.new_id("ptc"),
            name=each.name,
            other_names=each.other_names,
            organisation=each.organisation,
            roles=[DatedRole(role=each.role, from_=opening.opened_on)],
            identifiers=each.identifiers,
        )
        for each in opening.participants
    ]
