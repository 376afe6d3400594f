"""Split people or charges off into a new case."""

from chassis.unit.unit import Unit
from contracts.national.justice.case import Case
from contracts.national.justice.case_number import CaseNumber
from contracts.national.justice.case_relation import CaseRelation
from contracts.national.justice.case_splitting import CaseSplitting
from contracts.problems import InvalidInput, NotFound
from contracts.seats import Seat
from contracts.subject_keys import SubjectKeys
from services.case_registry.domain import cases as case_rules
from services.case_registry.domain import days
from services.case_registry.domain import splits as rules
from services.case_registry.domain.acts import Act
from services.case_registry.domain.case_state import Actor, CaseState
from services.case_registry.domain.cases import Opened
from services.case_registry.domain.categories import known_category
from services.case_registry.domain.facts import ChargePlace
from services.case_registry.domain.opened_cases import case_of
from services.case_registry.domain.participants import Person, is_juvenile
from services.case_registry.domain.reads import Read
from services.case_registry.domain.splits import Plan, SplitFrom, SplitOff
from services.case_registry.domain.words import Kind, Relation, Restriction, office_of
from services.case_registry.errors.cases import CaseNumberTaken
from services.case_registry.errors.splits import ANOTHER_WAY, LESS_RESTRICTED
from services.case_registry.events import cases as case_events
from services.case_registry.events import splits as events
from services.case_registry.store import cases, charges, participants
from services.case_registry.store import splits as store
from services.case_registry.usecases.asking import Asker, sight_of
from services.case_registry.usecases.children import protect
from services.case_registry.usecases.claims import claims_of
from services.case_registry.usecases.deadlines import reckon
from services.case_registry.usecases.recording import acting_in, entry_of, record


async def split_case(unit: Unit, asker: Asker, case_id: str, splitting: CaseSplitting, keys: SubjectKeys) -> Case:
    """Open a new case with the people and charges that go there, announce it and return it.

    Raises what `acting_in`, `rules.plan_of` and `rules.must_be_possible` do, `CaseNumberTaken`, and `InvalidInput` for
    a day, a category or a restriction that cannot be.
    """
    actor, state = await acting_in(unit, asker, case_id, Act.SPLIT_CASE)
    days.must_have_come(splitting.split_on, unit.now, "/splitOn")
    if faults := rules.day_faults(splitting.split_on, state):
        raise InvalidInput(faults=faults)
    people, charged = await participants.people(unit, case_id), await charges.states(unit, case_id)
    plan = rules.plan_of(splitting, people, await store.speakers(unit, case_id), charged)
    rules.must_be_possible(plan, state, actor, people, charged)
    opened = _opened(unit, actor, state, splitting, plan, people)
    new = await _open(unit, asker, actor, case_id, splitting, opened, keys)
    copied = {each: unit.new_id("ptc") for each in plan.copied}
    leaving = rules.places(charged, *plan.charges) if plan.charges else {}
    coming = rules.places_behind(0, leaving, copied)
    claimed = await claims_of(unit, case_id, plan.moved)
    off = SplitOff(other=opened.case, participants=plan.moved, charges=leaving, claims=claimed)
    await record(unit, state, off, actor, happened_on=splitting.split_on, stated="/splitOn")
    origin = _origin(state, splitting, opened, plan, copied, coming, claimed)
    split, _ = await record(unit, new, origin, actor, happened_on=splitting.split_on)
    await _take_over(unit, case_id, opened.case, plan, copied, coming)
    await store.move_claims(unit, claimed, opened.case)
    await look_anew(unit, actor, split)
    await reckon(unit, case_id, actor.code_lists, actor.organisations)
    case = await cases.case(unit, opened.case, sight=sight_of(unit, asker, Read.CASE_BY_ID))
    if case is None:
        raise NotFound
    unit.announce(case_events.case_opened(unit, case))
    unit.announce(events.case_split(unit, case_id, opened.case, actor.seat))
    return case


async def look_anew(unit: Unit, actor: Actor, state: CaseState) -> None:
    """Look at a case to which people came with all that is kept of them: a child closes it, custody has its days."""
    await protect(unit, state, actor)
    await reckon(unit, state.case_id, actor.code_lists, actor.organisations)


def _origin(
    state: CaseState,
    splitting: CaseSplitting,
    opened: Opened,
    plan: Plan,
    copied: dict[str, str],
    charges: dict[str, ChargePlace],
    claims: dict[str, Seat],
) -> SplitFrom:
    stays_there = opened.status is state.status
    return SplitFrom(
        other=state.case_id,
        participants=plan.moved,
        copied=copied,
        charges=charges,
        claims=claims,
        previous=state.previous if stays_there else state.status,
        moved_on=state.moved_on if stays_there else splitting.split_on,
        court=state.court,
        court_awaited=state.court_awaited,
        involved=tuple(sorted(state.involved)),
    )


async def _take_over(
    unit: Unit, from_case: str, new: str, plan: Plan, copied: dict[str, str], charges: dict[str, ChargePlace]
) -> None:
    await store.move_people(unit, plan.moved, new)
    await store.copy_people(unit, copied, new)
    await store.copy_representations(unit, plan.moved, copied)
    await store.move_charges(unit, charges, new)
    await cases.add_relation(unit, new, CaseRelation(kind=Relation.SPLIT_FROM, other_case_id=from_case))
    await cases.add_relation(unit, from_case, CaseRelation(kind=Relation.SPLIT_INTO, other_case_id=new))


def _opened(
    unit: Unit, actor: Actor, state: CaseState, splitting: CaseSplitting, plan: Plan, people: dict[str, Person]
) -> Opened:
    category = (
        known_category(state.category, actor.code_lists)
        if splitting.category is None
        else case_rules.category_of(splitting.category, actor.code_lists)
    )
    if category.way is not actor.way_of(state):
        raise InvalidInput(faults=[ANOTHER_WAY])
    going = [people[each] for each in (*plan.moved, *plan.copied)]
    youths = any(is_juvenile(person.birth_date, splitting.split_on, age=person.age) for person in going)
    least = rules.least_restriction(category.restriction, state.restriction, youths=youths)
    stated = least if least is not Restriction.NONE else state.restriction  # nobody opens a case without saying so
    if splitting.restriction is not None:
        stated = case_rules.restriction_of(category, splitting.restriction)
    if stated is Restriction.NONE is not least:
        raise InvalidInput(faults=[LESS_RESTRICTED])
    return Opened(
        case=unit.new_id("cas"),
        category=category.code,
        restriction=stated,
        status=rules.status_of(plan, state, actor),
        number=splitting.number,
        by_court=actor.is_a(Kind.COURT),
        defendant=state.defendant,
    )


async def _open(
    unit: Unit,
    asker: Asker,
    actor: Actor,
    case_id: str,
    splitting: CaseSplitting,
    opened: Opened,
    keys: SubjectKeys,
) -> CaseState:
    """Write the new case with its first fact, and return its state; title, place and act are those of the other one."""
    origin = await cases.case(unit, case_id, sight=sight_of(unit, asker, Read.CASE_BY_ID))
    if origin is None:
        raise NotFound
    entry = entry_of(unit, opened, actor, happened_on=splitting.split_on, position=1)
    state = opened.first_state(entry)
    number = CaseNumber(by=office_of(actor.seat), number=splitting.number, assigned_on=splitting.split_on)
    # with the day of the act: without it an adult of today could be a child then
    stated = origin.model_copy(update={"title": splitting.title or origin.title, "opened_on": splitting.split_on})
    case = case_of(state, stated, number, opened_by=actor.seat, recorded_at=unit.now)
    if not await cases.add_case(unit, case, state, [entry], keys, asker.code_lists):
        raise CaseNumberTaken(number=splitting.number, year=splitting.split_on.year)
    return state
