"""Leave nothing open behind a court that is done with a case: in the act that ends it, with a fact for each."""

from collections.abc import Collection, Iterable
from datetime import date

from chassis.unit.unit import Unit
from contracts.national.justice.proceeding import Proceeding
from services.case_registry.domain import days
from services.case_registry.domain import transfers as rules
from services.case_registry.domain.case_state import Actor, CaseState
from services.case_registry.domain.facts import Entry
from services.case_registry.domain.hearings import HearingConcluded, end_of
from services.case_registry.domain.joins import JoinedInto
from services.case_registry.domain.transfers import ProceedingTransferred
from services.case_registry.events import hearings as hearing_events
from services.case_registry.events import transfers as events
from services.case_registry.store import proceedings
from services.case_registry.store import transfers as store
from services.case_registry.usecases.recording import record


async def leave_nothing_behind(unit: Unit, state: CaseState, taker: Actor, hand_over: str, day: date) -> None:
    """End what other courts have open in the case, which that office took on that day, and announce each.

    Open proceedings are transferred, hearings to come are cancelled, and their judges and rooms are free.
    """
    of_case = await proceedings.states(unit, state.case_id)
    open_ones = {each.proceeding_id: each for each in rules.left_behind(of_case.values(), taker)}
    day = max([day, *(each.started_on for each in open_ones.values())])
    for proceeding_id in open_ones:
        fact = ProceedingTransferred(proceeding=proceeding_id, hand_over=hand_over)
        state, _ = await record(unit, state, fact, taker, happened_on=day)
    if open_ones:
        await store.transfer(unit, [*open_ones], taker.seat, day)
    for each in open_ones.values():
        unit.announce(events.proceeding_transferred(unit, state.case_id, each, taker.seat))
    await cancel_hearings(unit, state, taker, [*open_ones])


async def end_proceedings(unit: Unit, state: CaseState, actor: Actor, day: date) -> CaseState:
    """End all that is open in a case in which nothing goes on; return the state after the hearings that do not come."""
    ended = await cancel_hearings(unit, state, actor, [*await proceedings.states(unit, state.case_id)])
    await proceedings.end_all(unit, state.case_id, day)
    return ended


async def open_in(unit: Unit, case_id: str) -> list[str]:
    """Return the proceedings of a case that are open."""
    return [each.proceeding_id for each in (await proceedings.states(unit, case_id)).values() if each.ended_on is None]


async def end_with(unit: Unit, case_id: str, joining: Entry) -> None:
    """Write the end of proceedings, and of the seats of their panels, that the joining of their case has ended."""
    for each in await _ended_by(unit, case_id, joining):
        left = [(seat, rules.left_on(seat, joining)) for seat in each.panel if seat.to is None]
        await store.end(unit, each.proceeding_id, joining.happened_on, left)


async def go_on(unit: Unit, case_id: str, entries: Iterable[Entry]) -> None:
    """Write that proceedings go on, before those who sat in them, whose case is joined no more."""
    kept = list(entries)
    joining = next(entry for entry in reversed(kept) if isinstance(entry.fact, JoinedInto))
    for each in await _ended_by(unit, case_id, joining):
        await store.go_on(unit, each.proceeding_id, rules.left_with(each, joining, kept))


async def _ended_by(unit: Unit, case_id: str, joining: Entry) -> list[Proceeding]:
    ended = joining.fact.proceedings if isinstance(joining.fact, JoinedInto) else ()
    return [each for each in await proceedings.page(unit, case_id) if each.proceeding_id in ended]


async def cancel_hearings(unit: Unit, state: CaseState, actor: Actor, proceeding_ids: Collection[str]) -> CaseState:
    """Cancel the hearings of these proceedings that are still to come, with judges and rooms, and announce each."""
    if not proceeding_ids:
        return state
    waiting = await store.scheduled(unit, state.case_id, proceeding_ids)
    cancelled = [each for each in waiting if rules.is_still_to_come(end_of(each), unit.now)]
    for hearing in cancelled:
        outcome = HearingConcluded(hearing=hearing.hearing_id, status=rules.CANCELLED)
        state, _ = await record(unit, state, outcome, actor, happened_on=days.today(unit.now))
    if cancelled:
        await store.cancel(unit, [hearing.hearing_id for hearing in cancelled], rules.CANCELLED)
    for hearing in cancelled:
        ended = hearing.model_copy(update={"status": rules.CANCELLED})
        unit.announce(hearing_events.hearing_concluded(unit, ended))
    return state
