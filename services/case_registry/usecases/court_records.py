"""Correct what a court wrote down of proceedings and decisions, and what followed from a day that was wrong."""

from collections.abc import Mapping, Sequence

from chassis.unit.unit import Unit
from contracts.json_types import JSON
from contracts.problems import InvalidInput
from services.case_registry.domain import court_records as rules
from services.case_registry.domain import days
from services.case_registry.domain.corrections import Change
from services.case_registry.domain.decisions import DecisionIssued
from services.case_registry.domain.facts import Entry
from services.case_registry.domain.known_in_court import end_of
from services.case_registry.domain.proceedings import ProceedingOpened
from services.case_registry.errors.corrections import not_between
from services.case_registry.store import court_records as store
from services.case_registry.store import decisions, proceedings
from services.case_registry.usecases.asking import Asker
from services.case_registry.usecases.decisions import must_have_a_new_number


async def stated(unit: Unit, entry: Entry) -> dict[str, JSON]:
    """Return what stands beside the history of what a court wrote down: its number; of any other fact nothing."""
    match entry.fact:
        case DecisionIssued() as issued:
            return {rules.NUMBER: await store.number_of_decision(unit, issued.decision)}
        case ProceedingOpened() as opened:
            return {rules.NUMBER: await store.number_of_proceedings(unit, opened.proceeding)}
    return {}


async def follow(
    unit: Unit,
    asker: Asker,
    case_id: str,
    entries: Sequence[Entry],
    right: Entry,
    changes: Mapping[str, Change],
    member: str,
) -> None:
    """Write proceedings and decisions as they are right once a fact is; `entries` tell the days as they stood.

    What ended, or became final, by that fact did so on its right day. Raises `DecisionNumberTaken`, and
    `InvalidInput`, naming that member, where proceedings would end, or be heard, before they begin.
    """
    if rules.READ_ANEW.isdisjoint(changes):
        return
    touched = [
        each.proceeding_id
        for each in await proceedings.page(unit, case_id)
        if (end := end_of(each, entries)) is not None and end.position == right.position
    ]
    numbered = {rules.NUMBER: changes[rules.NUMBER].now} if rules.NUMBER in changes else {}
    match right.fact:
        case DecisionIssued() as issued:
            await store.correct_decision(unit, issued.decision, right.happened_on, numbered)
            ((_, decision),) = [each for each in await decisions.page(unit, case_id) if each[0] == right.position]
            await must_have_a_new_number(unit, asker, decision)
        case ProceedingOpened() as opened:
            await _correct_proceedings(unit, opened.proceeding, right, numbered, member)
    for proceeding_id in touched:
        await store.end(unit, proceeding_id, right.happened_on)
    if isinstance(right.fact, ProceedingOpened):
        touched.append(right.fact.proceeding)
    rules.must_not_end_before(await proceedings.page(unit, case_id), touched, member)
    if (judgment := rules.finalised_by(entries, right.position)) is not None:
        await store.make_final(unit, case_id, judgment, right.happened_on)


async def _correct_proceedings(
    unit: Unit, proceeding_id: str, right: Entry, numbered: dict[str, JSON], member: str
) -> None:
    heard = await store.first_hearing(unit, proceeding_id)
    if heard is not None and days.today(heard) < right.happened_on:
        raise InvalidInput(faults=[not_between(member, None, days.today(heard))])
    began = (await proceedings.one(unit, proceeding_id)).started_on
    await store.correct_proceedings(unit, proceeding_id, began, {"started_on": right.happened_on, **numbered})
