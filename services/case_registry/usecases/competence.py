"""Hold courts against competence and chambers before a case comes to them, and tell which courts are competent."""

from datetime import date

from chassis.unit.unit import Unit
from contracts.national.justice.competent_courts import CompetenceRule, CompetentCourt, CompetentCourts
from contracts.organisations import OfficeFacts
from contracts.seats import Seat
from services.case_registry.domain import days
from services.case_registry.domain.case_state import Actor, CaseState
from services.case_registry.domain.chambers import must_have_the_chamber
from services.case_registry.domain.competence import Facts, Rule, courts_by, gravest, must_be_competent, rules_for
from services.case_registry.domain.procedure import PROCEDURE
from services.case_registry.domain.words import Instance, office_of
from services.case_registry.store import competence as store
from services.case_registry.usecases.asking import Asker
from services.case_registry.wire.competence import CourtQuery


async def must_be_right_for(
    unit: Unit, actor: Actor, state: CaseState, court: Seat, defendant: str | None = None
) -> None:
    """Raise `ChamberMissing` or `CourtNotCompetent` for a court to which the file of a case does not go.

    `defendant` is what is stated of the defendant now; without it, what was stated before counts.

    A court that an order has designated is competent by that order; higher instances are no matter of this list.
    """
    today = days.today(unit.now)
    must_have_the_chamber(court, state.category, actor.code_lists, actor.organisations, today)
    is_first = PROCEDURE.level(state.status, today) is Instance.FIRST_INSTANCE
    if state.court_awaited or not is_first:
        return
    gravity = gravest(await store.articles(unit, state.case_id), actor.code_lists, today)
    facts = Facts(state.category, await store.place_of(unit, state.case_id), gravity, defendant or state.defendant)
    must_be_competent(court, facts, actor.code_lists, actor.organisations, today)


def must_open_rightly(actor: Actor, facts: Facts, day: date) -> None:
    """Raise `ChamberMissing` or `CourtNotCompetent` for a court that opens a case which is another's."""
    must_have_the_chamber(actor.seat, facts.category, actor.code_lists, actor.organisations, day)
    must_be_competent(actor.seat, facts, actor.code_lists, actor.organisations, day)


def competent_courts(unit: Unit, asker: Asker, query: CourtQuery) -> CompetentCourts:
    """Return which courts of first instance are competent for such a case, and by which rules."""
    day = query.on or days.today(unit.now)
    facts = Facts(query.category, query.place, query.gravity, query.defendant)
    rules = rules_for(facts, asker.code_lists, day)
    return CompetentCourts(
        category=query.category,
        place=query.place,
        on=day,
        gravity=query.gravity,
        defendant=query.defendant,
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
    return CompetentCourt(seat=office_of(court.seat), lo=court.name_lo, en=court.name_en, level=court.level)
