"""Hold courts against competence and chambers before a case comes to them, and tell which courts are competent."""

from dataclasses import replace
from datetime import date

from chassis.unit.unit import Unit
from contracts.national.justice.competent_courts import CompetenceRule, CompetentCourt, CompetentCourts
from contracts.organisations import OfficeFacts
from contracts.seats import Seat
from services.case_registry.domain import days
from services.case_registry.domain.case_state import Actor, CaseState
from services.case_registry.domain.chambers import must_have_the_chamber
from services.case_registry.domain.competence import Facts, Rule, courts_by, gravest, must_be_competent, rules_for
from services.case_registry.domain.instances import Course, must_be_designated, must_hear, must_lie_below
from services.case_registry.domain.instances import course as course_of
from services.case_registry.domain.procedure import PROCEDURE
from services.case_registry.domain.words import Instance, Kind, Status, office_of
from services.case_registry.store import competence as store
from services.case_registry.store import history
from services.case_registry.usecases.asking import Asker
from services.case_registry.wire.competence import CourtQuery


async def must_be_right_for(
    unit: Unit, actor: Actor, state: CaseState, court: Seat, defendant: str | None = None
) -> None:
    """Raise `ChamberMissing` or `CourtNotCompetent` for a court to which the file of a case does not go.

    `defendant` is what is stated of the defendant now; without it, what was stated before counts.

    A court that an order has designated is competent by that order, and no other one; higher instances are no matter of
    the list of competence: see `instances`.
    """
    today = days.today(unit.now)
    must_have_the_chamber(court, state.category, actor.code_lists, actor.organisations, today)
    if state.court_awaited:
        return
    level = PROCEDURE.level(state.status, today)
    if actor.is_a(Kind.COURT):
        course = await must_be_of_the_instance(unit, actor, state, court)
        if course.designated is not None:
            return
    if level is not Instance.FIRST_INSTANCE:
        return
    gravity = gravest(await store.articles(unit, state.case_id), actor.code_lists, today)
    facts = Facts(state.category, await store.place_of(unit, state.case_id), gravity, defendant or state.defendant)
    must_be_competent(court, facts, actor.code_lists, actor.organisations, today)


async def must_be_of_the_instance(unit: Unit, actor: Actor, state: CaseState, court: Seat) -> Course:
    """Raise `CourtDesignated` or `CourtNotAbove` for a court that does not go on with the case where it stands."""
    today = days.today(unit.now)
    course = course_of(await history.entries(unit, state.case_id))
    must_be_designated(course, court, actor.organisations)
    if (level := PROCEDURE.level(state.status, today)) is not None:
        must_hear(course, court, level, actor.organisations, today)
    return course


async def must_be_nameable(
    unit: Unit, actor: Actor, state: CaseState, target: Status, court: Seat, pointer: str
) -> None:
    """Raise what forbids an order to name this court.

    `CourtNotAbove` for one that would look at its own judgment, and `InvalidInput` for one that does not stand below
    the court that gives the order, and has not judged the case.
    """
    today = days.today(unit.now)
    course = replace(course_of(await history.entries(unit, state.case_id)), designated=None)
    if (level := PROCEDURE.level(target, today)) is not None:
        must_hear(course, court, level, actor.organisations, today)
    if court not in course.judged.values():
        must_lie_below(court, actor.seat, actor.organisations, today, pointer)


def must_open_rightly(actor: Actor, facts: Facts, day: date) -> None:
    """Raise `ChamberMissing` or `CourtNotCompetent` for a court that opens a case which is another's."""
    must_have_the_chamber(actor.seat, facts.category, actor.code_lists, actor.organisations, day)
    must_be_competent(actor.seat, facts, actor.code_lists, actor.organisations, day)


def competent_courts(unit: Unit, asker: Asker, query: CourtQuery) -> CompetentCourts:
    """Return which courts of first instance are competent for such a case, and by which rules."""
    day = query.on or days.today(unit.now)
    facts = Facts(query.category, query.place, query.gravity, query.defendant_status)
    rules = rules_for(facts, asker.code_lists, day)
    return CompetentCourts(
        category=query.category,
        place=query.place,
        on=day,
        gravity=query.gravity,
        defendant_status=query.defendant_status,
        any_court=not rules,
        rules=[_rule(rule) for rule in rules],
        courts=[_court(court) for court in courts_by(rules, facts, asker.organisations, day)],
    )


def _rule(rule: Rule) -> CompetenceRule:
    told = rule.code.attributes
    return CompetenceRule(
        rule=rule.code.code,
        lo=rule.code.lo,
        en=rule.code.en,
        law=str(told.get("law", "-")),
        article=None if "article" not in told else str(told["article"]),
        verified=told.get("verified") is True,
        sample=rule.is_sample,
    )


def _court(court: OfficeFacts) -> CompetentCourt:
    return CompetentCourt(court=office_of(court.seat), lo=court.name_lo, en=court.name_en, office_level=court.level)
