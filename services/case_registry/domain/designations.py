"""Which court an order designated, put right as long as nothing rests on the wrong one. No I/O."""

from collections.abc import Iterable
from typing import Final

from contracts.problems import InvalidInput
from contracts.seats import Seat
from services.case_registry.domain.case_state import Actor, CaseState
from services.case_registry.domain.charges import ChargeDecided, PleaEntered
from services.case_registry.domain.decisions import DecisionIssued
from services.case_registry.domain.facts import Entry
from services.case_registry.domain.hand_overs import TakenOver
from services.case_registry.domain.joins import CarriesOn, JoinedInto, JoinUndone
from services.case_registry.domain.moves import Moved
from services.case_registry.domain.proceedings import ProceedingOpened
from services.case_registry.domain.splits import SplitOff
from services.case_registry.errors.corrections import DESIGNATION_USED, cannot_stand, not_corrected
from services.case_registry.errors.hand_overs import HandOverPending

# What is done in a case as the court that has it, or brings it elsewhere with what the order says.
_GOES_ON: Final = (
    *(Moved, SplitOff, CarriesOn, JoinedInto, JoinUndone),
    *(ProceedingOpened, DecisionIssued, ChargeDecided, PleaEntered),
)


def must_be_unused(entries: Iterable[Entry], order: Entry, right: Entry, state: CaseState, actor: Actor) -> Seat:
    """Return the court that the order is to designate.

    Raises `InvalidInput` for an order that designates none, or whose court has taken the file or gone on with the case,
    and `HandOverPending` while the file is on its way to anybody.
    """
    wrong, court = _named_by(order), _named_by(right)
    if wrong is None:
        raise InvalidInput(faults=[not_corrected("court")])
    if court is None:
        raise InvalidInput(faults=[cannot_stand("court")])
    since = [entry for entry in entries if entry.position > order.position]
    if any(isinstance(entry.fact, _GOES_ON) or _is_taken_by(wrong, entry, actor) for entry in since):
        raise InvalidInput(faults=[DESIGNATION_USED])
    if state.offered_to is not None:
        raise HandOverPending(actor.named(state.offered_to))
    return court


def _named_by(order: Entry) -> Seat | None:
    return order.fact.court if isinstance(order.fact, Moved) else None


def _is_taken_by(court: Seat, entry: Entry, actor: Actor) -> bool:
    taker = {court, actor.organisations.holder(court)}
    return isinstance(entry.fact, TakenOver) and entry.fact.by_court and entry.by in taker
