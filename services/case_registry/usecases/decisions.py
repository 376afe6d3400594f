"""Issue, read and list decisions of courts; make a judgment final when its case is."""

from datetime import date, datetime

from chassis.unit.unit import Unit
from contracts.national.events.judgment_final import JudgmentFinal
from contracts.national.justice.decision import Decision
from contracts.national.justice.decision_issuing import DecisionIssuing
from contracts.national.justice.decision_page import DecisionPage
from contracts.problems import InvalidInput, NotFound
from services.case_registry.domain import days
from services.case_registry.domain import decisions as rules
from services.case_registry.domain.acts import Act
from services.case_registry.domain.case_state import CaseState
from services.case_registry.domain.categories import known_category
from services.case_registry.domain.charges import must_be_guarded
from services.case_registry.domain.codes import code_of
from services.case_registry.domain.corrections import effective
from services.case_registry.domain.days_in_order import must_close_the_trial
from services.case_registry.domain.decisions import DecisionIssued
from services.case_registry.domain.judgment_matters import must_be_of_the_case, must_say_what_changes
from services.case_registry.domain.reads import Read
from services.case_registry.domain.words import Instance, office_of, seat_of
from services.case_registry.errors.decisions import DecisionNumberTaken
from services.case_registry.errors.proceedings import NO_SUCH_PROCEEDING
from services.case_registry.events import decisions as events
from services.case_registry.store import charges, history, participants, proceedings
from services.case_registry.store import decisions as store
from services.case_registry.usecases.asking import Asker, sight_of
from services.case_registry.usecases.known import decisions_at
from services.case_registry.usecases.readability import Asked
from services.case_registry.usecases.readers import note
from services.case_registry.usecases.recording import acting_in, must_be_seen, record
from services.case_registry.usecases.transfers import cancel_hearings
from services.case_registry.wire.decisions import DecisionPosition, DecisionQuery


async def issue_decision(unit: Unit, asker: Asker, case_id: str, issuing: DecisionIssuing, asked: Asked) -> Decision:
    """Issue a decision under its national identifier, and announce it; a judgment ends its proceedings.

    Raises `ProceedingEnded` for a second judgment in the same proceedings, `NotTriedYet`, `DecisionNumberTaken`, and
    what `_must_fit_the_case` does.
    `asked` is what the document exchange said of its document: raises what `Asked.must_read` does.
    """
    actor, state = await acting_in(unit, asker, case_id, Act.ISSUE_DECISION)
    day = issuing.decided_on
    days.must_have_come(day, unit.now, "/decidedOn")
    kind = code_of("decision-kind", issuing.kind, day, "/kind")
    matter = issuing.matter and code_of("judgment-matter", issuing.matter, day, "/matter")
    proceeding = (await proceedings.states(unit, case_id)).get(issuing.proceeding_id)
    if proceeding is None or not actor.is_own(proceeding.court):
        raise InvalidInput(faults=[NO_SUCH_PROCEEDING])
    rules.must_be_decidable(proceeding, kind, day, state.status)
    await _must_fit_the_case(unit, case_id, issuing, kind, proceeding.level)
    if kind == rules.JUDGMENT or issuing.civil_status is not None:
        way, level = actor.way_of(state), proceeding.level
        must_say_what_changes(issuing.civil_status, matter, way, level, state.category, asker.code_lists)
    asked.must_read(issuing.document)
    series = rules.series_of(actor.seat, known_category(state.category, asker.code_lists).series, day.year)
    decision = Decision(
        **dict(issuing) | {"kind": kind, "matter": matter},
        decision_id=f"{series}.{await store.next_number(unit, series)}",
        case_id=case_id,
        level=proceeding.level,
        court=office_of(actor.seat),
    )
    await must_have_a_new_number(unit, asker, decision)
    fact = DecisionIssued(decision=decision.decision_id, sort=kind, proceeding=proceeding.proceeding_id)
    new_state, _ = await record(unit, state, fact, actor, happened_on=day, stated="/decidedOn")
    decision = decision.model_copy(update={"position": new_state.version})
    await store.add(unit, decision, issuing, position=new_state.version)
    if kind == rules.JUDGMENT:
        await proceedings.end(unit, proceeding.proceeding_id, day)
    unit.announce(events.decision_issued(unit, decision))
    if kind == rules.JUDGMENT:
        await cancel_hearings(unit, new_state, actor, [proceeding.proceeding_id])
    return decision


async def _must_fit_the_case(unit: Unit, case_id: str, issuing: DecisionIssuing, kind: str, level: Instance) -> None:
    """Raise what forbids it: somebody else's status, and for a judgment a child alone, and results of later days."""
    people, day = await participants.people(unit, case_id), issuing.decided_on
    if issuing.civil_status is not None:
        must_be_of_the_case(issuing.civil_status, people)
    if kind != rules.JUDGMENT:
        return
    if level is Instance.FIRST_INSTANCE:
        must_be_guarded((await charges.states(unit, case_id)).values(), people, day)
    must_close_the_trial(day, effective(await history.entries(unit, case_id)))


async def must_have_a_new_number(unit: Unit, asker: Asker, decision: Decision) -> None:
    """Raise `DecisionNumberTaken` where the court has used the number for that kind in that year, with no reason given.

    It names the other decision to who may see it.
    """
    if decision.number is None or decision.override_reason is not None:
        return
    court, year = seat_of(decision.court), decision.decided_on.year
    twin = await store.twin(unit, court, decision.kind, year, decision.number, but=decision.decision_id)
    if twin is None:
        return
    seen = await store.one(unit, twin, sight=sight_of(unit, asker, Read.DECISION_BY_ID))
    raise DecisionNumberTaken(decision.number, year, None if seen is None else twin)


async def get_decision(unit: Unit, asker: Asker, decision_id: str, at: datetime | None) -> Decision:
    """Return a decision by its national identifier; raise `NotFound` also for one of a hidden case, or issued later."""
    decision = await store.one(unit, decision_id, sight=sight_of(unit, asker, Read.DECISION_BY_ID))
    if decision is not None:
        await note(unit, asker, decision.case_id)
    if decision is not None and at is not None:
        await must_be_seen(unit, asker, decision.case_id, Read.DECISION_BY_ID, at)
        known = {each.decision_id: each for _, each in await decisions_at(unit, decision.case_id, at)}
        decision = known.get(decision_id)
    if decision is None:
        raise NotFound
    return decision


async def list_decisions(unit: Unit, asker: Asker, case_id: str, query: DecisionQuery) -> DecisionPage:
    """Return one page of the decisions in a case, oldest first; raise `NotFound` as `get_case` does."""
    await must_be_seen(unit, asker, case_id, Read.LIST_DECISIONS, query.at)
    after = query.after.position if query.after else 0
    if query.at is None:
        entries = await store.page(unit, case_id, after=after, limit=query.with_one_more)
    else:
        entries = [each for each in await decisions_at(unit, case_id, query.at) if each[0] > after]
    shown, following = query.page(entries, lambda entry: DecisionPosition(position=entry[0]))
    return DecisionPage(items=[decision for _, decision in shown], next=following)


async def make_final(unit: Unit, state: CaseState, on: date) -> None:
    """Mark the latest judgment of the case as final since `on` and announce it; without one, announce the case."""
    judgment = await store.make_final(unit, state.case_id, on)
    final = JudgmentFinal(case_id=state.case_id, category=state.category, final_on=on)
    if judgment is not None:
        named = {"decision_id": judgment.decision_id, "matter": judgment.matter, "court": judgment.court}
        final = final.model_copy(update=named)
    unit.announce(events.judgment_final(unit, final))
