"""Which facts of a case lie not before which others: what a corrected day has to keep, as the acts did. No I/O.

The opening and moves follow each other; a file is sent and taken since the case stands where it does; what courts did
has its order, and so have the steps of a charge; and whatever a fact presupposes or rests on lies not behind it.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from contracts.problems import InvalidInput
from services.case_registry.domain import days, presupposed
from services.case_registry.domain.cases import Opened
from services.case_registry.domain.charges import (
    ChargeAmended,
    ChargeDecided,
    ChargeFiled,
    ChargeWithdrawn,
    PleaEntered,
)
from services.case_registry.domain.claims import REMEDIES, ClaimStated
from services.case_registry.domain.corrections import effective
from services.case_registry.domain.court_records import court_order
from services.case_registry.domain.facts import Entry
from services.case_registry.domain.hand_overs import HandedOver, TakenOver
from services.case_registry.domain.joins import JoinedInto, JoinUndone
from services.case_registry.domain.mistakes import standing_moves
from services.case_registry.domain.moves import Moved
from services.case_registry.domain.reopenings import grounds_of
from services.case_registry.domain.table import TABLE, Need
from services.case_registry.domain.words import Instance
from services.case_registry.errors.corrections import cannot_stand, not_between

_STEPS: Final = (ChargeFiled, ChargeAmended, PleaEntered, ChargeDecided, ChargeWithdrawn)
_CHARGED_BY: Final = frozenset((row.source, row.target) for row in TABLE.moves if Need.CHARGE in row.needs)


@dataclass(frozen=True, slots=True)
class Order:
    """Two days of which the second is not before the first, with the places of facts; None: a day that one names."""

    first: date
    second: date
    before: int | None
    after: int | None

    @property
    def is_broken(self) -> bool:
        """Tell whether the days are the other way round."""
        return self.second < self.first


def must_be_kept(history: Sequence[Entry], corrected: Sequence[Entry], position: int, member: str) -> None:
    """Raise `InvalidInput` for a day out of an order that it kept, naming the member and between which days it lies."""
    kept = _kept(history, corrected)
    if not any(order.is_broken for order in kept):
        return
    first = max((order.first for order in kept if order.after == position), default=None)
    last = min((order.second for order in kept if order.before == position), default=None)
    limited = first is not None or last is not None
    raise InvalidInput(faults=[not_between(member, first, last) if limited else cannot_stand(member)])


def is_broken(history: Sequence[Entry], corrected: Sequence[Entry]) -> bool:
    """Tell whether a correction brings a day out of an order that it kept."""
    return any(order.is_broken for order in _kept(history, corrected))


def _kept(history: Sequence[Entry], corrected: Sequence[Entry]) -> list[Order]:
    """Return the orders after a correction, without those that were broken before: old books have such."""
    before = {(order.before, order.after) for order in _orders(effective(history)) if order.is_broken}
    return [order for order in _orders(effective(corrected)) if (order.before, order.after) not in before]


def _orders(entries: Sequence[Entry]) -> Iterator[Order]:
    for first, second in (
        *_moved(entries),
        *_of_charges(entries),
        *_of_appeals(entries),
        *court_order(entries),
        *(pair for entry in entries[1:] for pair in presupposed.pairs(entry, entries)),
    ):
        yield Order(first.happened_on, second.happened_on, first.position, second.position)
    for move in standing_moves(entries):
        yield from _of_reopening(move, entries)


def _moved(entries: Iterable[Entry]) -> Iterator[tuple[Entry, Entry]]:
    """Yield what brought the case where it stands with the next move, and with what happened to its file there."""
    standing: list[Entry] = []
    sent: Entry | None = None
    for entry in entries:
        match entry.fact:
            case Opened() | Moved() | JoinedInto():
                yield from ((before, entry) for before in standing[-1:])
                if isinstance(entry.fact, Moved) and entry.fact.mistake is not None:
                    standing.pop()
                else:
                    standing.append(entry)
            case JoinUndone():
                standing.pop()
            case HandedOver():
                yield from ((before, entry) for before in standing[-1:])
                sent = entry
            case TakenOver():
                yield from ((before, entry) for before in standing[-1:])
                if sent is not None and sent.happened_on != days.today(sent.recorded_at):
                    yield sent, entry  # whoever records late says so: else it was sent any day since it stands there


def _of_charges(entries: Sequence[Entry]) -> Iterator[tuple[Entry, Entry]]:
    """Yield the steps of each charge, and the first charge with the moves that need one."""
    charging = {move.position for move in standing_moves(entries) if _needs_a_charge(move)}
    latest = dict[str, Entry]()
    filed = dict[str, Entry]()
    for entry in entries:
        fact = entry.fact
        if isinstance(fact, _STEPS):
            if fact.charge in latest:
                yield latest[fact.charge], entry
            latest[fact.charge] = entry
        if isinstance(fact, ChargeFiled):
            filed[fact.charge] = entry
        elif isinstance(fact, ChargeWithdrawn):
            filed.pop(fact.charge, None)
        elif filed and entry.position in charging:
            yield min(filed.values(), key=lambda charge: (charge.happened_on, charge.position)), entry


def _of_appeals(entries: Sequence[Entry]) -> Iterator[tuple[Entry, Entry]]:
    """Yield what ended an instance with each claim against it: before that day there was nothing to appeal."""
    ended: Entry | None = None
    for entry in entries:
        match entry.fact:
            case Moved(target=target, mistake=None) if target in REMEDIES:
                ended = entry
            case ClaimStated(level=level) if ended is not None and _is_remedy(ended, level):
                yield ended, entry


def _is_remedy(ended: Entry, level: Instance) -> bool:
    return isinstance(ended.fact, Moved) and REMEDIES.get(ended.fact.target) is level


def _of_reopening(move: Entry, entries: Sequence[Entry]) -> Iterator[Order]:
    """Yield the days of what a case was reopened on: a proposal before it, or a petition against what was judged."""
    for ground, judgments in grounds_of(move, entries):
        if isinstance(ground, Entry):
            yield Order(ground.happened_on, move.happened_on, ground.position, move.position)
            continue
        yield Order(ground, move.happened_on, None, move.position)
        for judgment in judgments:
            yield Order(judgment.happened_on, ground, judgment.position, None)


def _needs_a_charge(move: Entry) -> bool:
    return isinstance(move.fact, Moved) and (move.fact.source, move.fact.target) in _CHARGED_BY
