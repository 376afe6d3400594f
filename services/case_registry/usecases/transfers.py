"""Leave nothing behind when a court takes the file from another: in the act that takes it, with a fact for each."""

from chassis.unit.unit import Unit
from services.case_registry.domain import days
from services.case_registry.domain import transfers as rules
from services.case_registry.domain.case_state import Actor, CaseState
from services.case_registry.domain.hearings import HearingConcluded
from services.case_registry.domain.transfers import ProceedingTransferred
from services.case_registry.events import hearings as hearing_events
from services.case_registry.events import transfers as events
from services.case_registry.store import proceedings
from services.case_registry.store import transfers as store
from services.case_registry.usecases.recording import record


async def leave_nothing_behind(unit: Unit, state: CaseState, taker: Actor, hand_over: str) -> None:
    """End what other courts have open in the case, which that court has just taken, and announce each.

    Open proceedings are transferred, hearings to come are cancelled, and their judges and rooms are free.
    """
    today = days.today(unit.now)
    of_case = await proceedings.states(unit, state.case_id)
    open_ones = {each.proceeding_id: each for each in rules.left_behind(of_case.values(), taker)}
    waiting = await store.scheduled(unit, state.case_id, [*open_ones])
    cancelled = [hearing for hearing in waiting if rules.is_still_to_come(hearing.ends_at, unit.now)]
    for proceeding_id in open_ones:
        fact = ProceedingTransferred(proceeding=proceeding_id, hand_over=hand_over)
        state, _ = await record(unit, state, fact, taker, happened_on=today)
    for hearing in cancelled:
        outcome = HearingConcluded(hearing=hearing.hearing_id, status=rules.CANCELLED)
        state, _ = await record(unit, state, outcome, taker, happened_on=today)
    if open_ones:
        await store.transfer(unit, [*open_ones], taker.seat, today)
        await store.cancel(unit, [hearing.hearing_id for hearing in cancelled], rules.CANCELLED)
    for each in open_ones.values():
        unit.announce(events.proceeding_transferred(unit, state.case_id, each, taker.seat))
    for hearing in cancelled:
        ended = hearing.model_copy(update={"status": rules.CANCELLED})
        unit.announce(hearing_events.hearing_concluded(unit, ended))
