"""Open, read, list, number and relate cases."""

from collections.abc import Callable, Mapping
from typing import Final

from chassis.reference.refusals import not_known_yet
from chassis.unit.unit import Unit
from contracts.codelists import CodeLists
from contracts.national.justice.case import Case
from contracts.national.justice.case_number import CaseNumber
from contracts.national.justice.case_opening import CaseOpening
from contracts.national.justice.case_page import CasePage
from contracts.national.justice.case_relation import CaseRelation
from contracts.national.justice.number_assignment import NumberAssignment
from contracts.national.justice.participant import Participant
from contracts.problems import InvalidInput, NotFound
from contracts.subject_keys import SubjectKeys
from services.case_registry.domain import cases as rules
from services.case_registry.domain import children, days
from services.case_registry.domain.acts import Act
from services.case_registry.domain.case_state import Actor
from services.case_registry.domain.cases import Numbered, Opened, Related
from services.case_registry.domain.categories import LIST, find_category
from services.case_registry.domain.children import Acts
from services.case_registry.domain.claims import fact_of
from services.case_registry.domain.competence import Facts
from services.case_registry.domain.deadlines import at_first
from services.case_registry.domain.facts import Role
from services.case_registry.domain.history import replay
from services.case_registry.domain.named_people import (
    must_be_roles_of_an_opening,
    must_be_somebody,
    opening_faults,
    participants_since,
)
from services.case_registry.domain.opened_cases import case_of
from services.case_registry.domain.openings import first_status
from services.case_registry.domain.reads import Read
from services.case_registry.domain.words import Kind, office_of
from services.case_registry.errors.cases import NO_SUCH_CASE, TO_ITSELF, AlreadyRelated, CaseNumberTaken
from services.case_registry.events import cases as events
from services.case_registry.store import cases as store
from services.case_registry.usecases.asking import Asker, actor_of, sight_of
from services.case_registry.usecases.claims import claims_with, keep_claims
from services.case_registry.usecases.competence import must_open_rightly
from services.case_registry.usecases.readers import remember
from services.case_registry.usecases.recording import acting_in, entry_of, must_have_been_there, record
from services.case_registry.wire.cases import CasePosition, CaseQuery

# A filter tells what it looks for: whoever uses it reads it.
_OF_CONDUCT: Final[Mapping[Read, Callable[[CaseQuery], tuple[object, ...]]]] = {
    Read.LIST_CHARGES: lambda query: (query.article,),
    Read.LIST_PROCEEDINGS: lambda query: (query.judge,),
    Read.LIST_DECISIONS: lambda query: (query.decided_from, query.decided_to),
}


async def open_case(unit: Unit, asker: Asker, opening: CaseOpening, keys: SubjectKeys) -> Case:
    """Open a case and announce it.

    Raises `OpeningNotAllowed` for a category that another kind of office opens, `ChamberMissing` and
    `CourtNotCompetent` for a court that is the wrong one, `CaseNumberTaken` for a number that the
    office has used in that year, `ActNotAllowed` for claims that it does not state, and `InvalidInput` for a statement
    that cannot be true.
    """
    actor = actor_of(unit, asker)
    named = _participants(unit, opening, asker.code_lists)
    opened = entry_of(unit, _opened(unit, actor, opening, named), actor, happened_on=opening.opened_on, position=1)
    claims = claims_with(unit, actor, opening, named, replay([opened]))
    entries = [opened]
    for claim in claims:
        fact, position = fact_of(claim), len(entries) + 1
        entries.append(entry_of(unit, fact, actor, happened_on=claim.stated_on, position=position))
    state = replay(entries)
    number = CaseNumber(by=office_of(actor.seat), number=opening.number, assigned_on=opening.opened_on)
    case = case_of(state, opening, number, opened_by=actor.seat, recorded_at=unit.now, people=named, claims=claims)
    if due := at_first(entries, asker.code_lists):
        case.due_on = due[0].due_on
    if not await store.add_case(unit, case, state, entries, keys, asker.code_lists):
        raise CaseNumberTaken(number=opening.number, year=opening.opened_on.year)
    unit.announce(events.case_opened(unit, case))
    await keep_claims(unit, case.case_id, claims)
    return children.told_in(case)


async def get_case(unit: Unit, asker: Asker, case_id: str) -> Case:
    """Return a case with its participants; raise `NotFound` also for one that whoever asks may not see."""
    await remember(unit, asker, case_id)
    case = await store.case(unit, case_id, sight=sight_of(unit, asker, Read.CASE_BY_ID))
    if case is None:
        raise NotFound
    return children.told_in(case)


async def list_cases(unit: Unit, asker: Asker, query: CaseQuery) -> CasePage:
    """Return one page of the cases that whoever asks may see, newest first.

    Raises `PurposeWithoutRight` where it looks for charges, judges or decisions that its purpose does not show.
    """
    for operation, filters in _OF_CONDUCT.items():
        if any(filtered is not None for filtered in filters(query)):
            sight_of(unit, asker, operation)
    cases = await store.page(
        unit,
        query,
        office=query.seat.wanted(asker.organisations),
        court=query.court.wanted(asker.organisations),
        sight=sight_of(unit, asker, Read.LIST_CASES),
        limit=query.with_one_more,
    )
    items, following = query.page(cases, lambda case: CasePosition(case_id=case.case_id))
    return CasePage(items=items, next=following)


async def assign_number(unit: Unit, asker: Asker, case_id: str, given: NumberAssignment) -> CaseNumber:
    """Record the caller's own number of the case, announce it and return it.

    Raises what `acting_in` does, and `CaseNumberTaken`.
    """
    actor, state = await acting_in(unit, asker, case_id, Act.ASSIGN_NUMBER)
    days.must_have_come(given.assigned_on, unit.now, "/assignedOn")
    number = CaseNumber(by=office_of(actor.seat), number=given.number, assigned_on=given.assigned_on)
    if not await store.add_number(unit, case_id, number):
        raise CaseNumberTaken(number=given.number, year=given.assigned_on.year)
    await record(unit, state, Numbered(number=given.number), actor, happened_on=given.assigned_on)
    unit.announce(events.case_numbered(unit, case_id, office_of(actor.seat)))
    return number


async def relate_case(unit: Unit, asker: Asker, case_id: str, relation: CaseRelation) -> CaseRelation:
    """Relate the case to another that the caller may see too, and announce it.

    Raises what `acting_in` does, `AlreadyRelated`, and `InvalidInput` for a case that is the same or that the caller
    does not see.
    """
    actor, state = await acting_in(unit, asker, case_id, Act.RELATE_CASE)
    kind = rules.relation_of(relation.kind)
    if relation.other_case_id == case_id:
        raise InvalidInput(faults=[TO_ITSELF])
    if not await store.is_visible(unit, relation.other_case_id, sight_of(unit, asker, Read.CASE_BY_ID)):
        raise InvalidInput(faults=[NO_SUCH_CASE])
    if not await store.add_relation(unit, case_id, relation):
        raise AlreadyRelated
    fact = Related(relation=kind, other=relation.other_case_id)
    await record(unit, state, fact, actor, happened_on=days.today(unit.now))
    unit.announce(events.case_related(unit, case_id, relation))
    return relation


def _opened(unit: Unit, actor: Actor, opening: CaseOpening, named: list[Participant]) -> Opened:
    if actor.code_lists.code(LIST, opening.category) is None:
        raise not_known_yet()
    category = rules.category_of(opening.category, actor.code_lists)
    status = first_status(category, actor, opening.opened_on)
    days.must_have_come(opening.opened_on, unit.now, "/openedOn")
    must_have_been_there(actor, opening.opened_on, "/openedOn")
    children.must_be_before(opening.committed_on, opening.opened_on)
    if actor.is_a(Kind.COURT):
        must_open_rightly(actor, Facts(category.code, opening.place, None, opening.defendant_status), opening.opened_on)
    restriction = rules.restriction_of(category, opening.restriction)
    acts = Acts(opening.opened_on, opening.committed_on)
    return Opened(
        case=unit.new_id("cas"),
        category=category.code,
        restriction=children.closed(restriction, rules.people_of(named), acts),
        status=status,
        number=opening.number,
        by_court=actor.is_a(Kind.COURT),
        defendant=opening.defendant_status,
        participants=tuple(
            Role(participant=participant.participant_id, role=participant.roles[0].role) for participant in named
        ),
    )


def _participants(unit: Unit, opening: CaseOpening, lists: CodeLists) -> list[Participant]:
    """Return the participants with ids of their own, each in its role since the opening."""
    given, since = opening.participants or [], opening.opened_on
    must_be_somebody(given)
    if (category := find_category(opening.category, lists)) is not None:
        must_be_roles_of_an_opening(given, category.way)
    if faults := opening_faults(given, since, lists):
        raise InvalidInput(faults=faults)
    return participants_since(given, since, unit.new_id)
