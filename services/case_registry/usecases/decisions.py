"""Decisions of courts: issued under a national identifier, read by it, and final when their case is."""

from datetime import date

from chassis.unit.unit import Unit
from contracts.national.events.judgment_final import JudgmentFinal
from contracts.national.justice.decision import Decision
from contracts.national.justice.decision_issuing import DecisionIssuing
from contracts.national.justice.decision_page import DecisionPage
from contracts.problems import InvalidInput, NotFound
from contracts.voucher import Caller
from services.case_registry.domain import days
from services.case_registry.domain import decisions as rules
from services.case_registry.domain.acts import Act
from services.case_registry.domain.codes import code_of
from services.case_registry.domain.decisions import DecisionIssued
from services.case_registry.domain.standing import Standing
from services.case_registry.domain.words import office_of
from services.case_registry.errors.proceedings import NO_SUCH_PROCEEDING
from services.case_registry.events import decisions as events
from services.case_registry.store import cases, proceedings
from services.case_registry.store import decisions as store
from services.case_registry.usecases.recording import acting_in, record
from services.case_registry.wire.decisions import DecisionPosition, DecisionQuery


async def issue_decision(unit: Unit, caller: Caller, case_id: str, issuing: DecisionIssuing) -> Decision:
    """Issue a decision under its national identifier, and announce it; a judgment ends its proceedings.

    Raises `ProceedingEnded` for a second judgment in the same proceedings.
    """
    actor, standing = await acting_in(unit, caller, case_id, Act.ISSUE_DECISION)
    day = issuing.decided_on
    days.must_have_come(day, unit.now, "/decidedOn")
    kind = code_of("decision-kind", issuing.kind, day, "/kind")
    matter = issuing.matter and code_of("judgment-matter", issuing.matter, day, "/matter")
    sitting = (await proceedings.sittings(unit, case_id)).get(issuing.proceeding_id)
    if sitting is None or not sitting.court.is_met_by(actor.seat):
        raise InvalidInput(faults=[NO_SUCH_PROCEEDING])
    rules.must_be_decidable(sitting, kind, day)
    series = rules.series_of(sitting.court, standing.category, day.year)
    made = Decision(
        decision_id=f"{series}.{await store.next_number(unit, series)}",
        case_id=case_id,
        proceeding_id=sitting.proceeding_id,
        kind=kind,
        level=sitting.level,
        court=office_of(sitting.court),
        decided_on=day,
        number=issuing.number,
        matter=matter,
        summary=issuing.summary,
        document=issuing.document,
    )
    fact = DecisionIssued(decision=made.decision_id, sort=kind, proceeding=sitting.proceeding_id)
    now, _ = await record(unit, standing, fact, actor, happened_on=day)
    await store.add(unit, made, issuing, position=now.version)
    if kind == rules.JUDGMENT:
        await proceedings.end(unit, sitting.proceeding_id, day)
    unit.announce(events.decision_issued(unit, made))
    return made


async def get_decision(unit: Unit, caller: Caller, decision_id: str) -> Decision:
    """Return a decision by its national identifier; raise `NotFound` also for one of a case hidden from the caller."""
    decision = await store.one(unit, decision_id, visible_to=caller.member)
    if decision is None:
        raise NotFound
    return decision


async def list_decisions(unit: Unit, caller: Caller, case_id: str, query: DecisionQuery) -> DecisionPage:
    """Return one page of the decisions in a case, oldest first; raise `NotFound` as `get_case` does."""
    if not await cases.is_visible(unit, case_id, to=caller.member):
        raise NotFound
    after = query.after.position if query.after else 0
    found = await store.page(unit, case_id, after=after, limit=query.with_one_more)
    shown, following = query.page(found, lambda entry: DecisionPosition(position=entry[0]))
    return DecisionPage(items=[decision for _, decision in shown], next=following)


async def make_final(unit: Unit, standing: Standing, on: date) -> None:
    """Write that the latest judgment is final, and announce it; without one on record, only the case is named."""
    judgment = await store.make_final(unit, standing.case_id, on)
    final = JudgmentFinal(case_id=standing.case_id, category=standing.category, final_on=on)
    if judgment is not None:
        named = {"decision_id": judgment.decision_id, "matter": judgment.matter, "court": judgment.court}
        final = final.model_copy(update=named)
    unit.announce(events.judgment_final(unit, final))
