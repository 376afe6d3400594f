"""Joining of two cases, and its undoing: facts, and when it may be. No I/O.

A case that was joined stands at `joined`, where nothing is begun and from which no move leads: so it is joined once,
nothing is joined with it, and there is no circle. What waits there for somebody is ended (`joined` in `acts.toml`).
"""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from importlib.resources import files
from itertools import takewhile
from typing import Any, Final

from pydantic import Field

from contracts.problems import InvalidInput
from contracts.seats import Seat
from services.case_registry.domain.case_state import Actor, CaseState
from services.case_registry.domain.corrections import effective
from services.case_registry.domain.facts import ChargePlace, Entry, Fact
from services.case_registry.domain.hand_overs import TakenOver
from services.case_registry.domain.history import next_state
from services.case_registry.domain.moves import Moved
from services.case_registry.domain.splits import SplitOff
from services.case_registry.domain.table import Basis, TableBroken
from services.case_registry.domain.words import Part, Status
from services.case_registry.errors.hand_overs import HandOverPending
from services.case_registry.errors.splits import (
    JOINED_BEFORE_THE_LAST_MOVE,
    NOT_JOINED,
    JoinedAcross,
    JoinGoneOn,
    NotJoinable,
)


class JoinedInto(Fact):
    """The case ended here, and goes on in another with its people and charges."""

    kind = "joinedInto"
    other: str
    participants: tuple[str, ...]
    charges: dict[str, ChargePlace]
    claims: dict[str, Seat] = Field(default_factory=dict)  # with the office that stated each
    status: Status  # where it stood, for the case that the joining is undone
    previous: Status | None = None
    moved_on: date
    proceedings: tuple[str, ...] = ()  # that were open, and ended with it

    def applied_to(self, state: CaseState, entry: Entry) -> CaseState:
        """Return the case where nothing is begun any more."""
        return replace(state, status=Status.JOINED, previous=state.status, moved_on=entry.happened_on)


class CarriesOn(Fact):
    """The case carries another one on, whose offices have their part in it from now on."""

    kind = "carriesOn"
    other: str
    participants: tuple[str, ...]
    charges: dict[str, ChargePlace]
    claims: dict[str, Seat] = Field(default_factory=dict)  # with the office that stated each
    involved: tuple[tuple[Seat, Part], ...]

    def applied_to(self, state: CaseState, entry: Entry) -> CaseState:  # noqa: ARG002 - as it is declared above
        """Return the case with the offices of the other."""
        return replace(state, involved=state.involved | set(self.involved))


class JoinUndone(Fact):
    """The joining was a mistake: the case is again what it was."""

    kind = "joinUndone"
    other: str
    correction: str
    participants: tuple[str, ...]
    charges: dict[str, ChargePlace]
    claims: dict[str, Seat] = Field(default_factory=dict)  # with the office that stated each
    status: Status
    previous: Status | None = None
    moved_on: date
    proceedings: tuple[str, ...] = ()  # that go on

    def applied_to(self, state: CaseState, entry: Entry) -> CaseState:  # noqa: ARG002 - as it is declared above
        """Return the case where it stood before it was joined."""
        return replace(state, status=self.status, previous=self.previous, moved_on=self.moved_on)


class GivenBack(Fact):
    """The case no longer carries the other one on; offices that were in it for that alone are no longer."""

    kind = "givenBack"
    other: str
    correction: str
    participants: tuple[str, ...]
    charges: dict[str, ChargePlace]
    claims: dict[str, Seat] = Field(default_factory=dict)  # with the office that stated each
    removed: tuple[tuple[Seat, Part], ...]

    def applied_to(self, state: CaseState, entry: Entry) -> CaseState:  # noqa: ARG002 - as it is declared above
        """Return the case without the parts that came with the other."""
        return replace(state, involved=state.involved - set(self.removed))


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of `joins.toml`."""

    at: frozenset[Status]
    basis: Basis


def must_be_joinable(joined: CaseState, into: CaseState, actor: Actor, day: date) -> None:
    """Raise `HandOverPending`, `JoinedAcross` or `NotJoinable`, or `InvalidInput` for a day.

    That is one before one of them stood where it does.
    """
    for state in (joined, into):
        if state.offered_to is not None:
            raise HandOverPending(actor.named(state.offered_to))
    of_one_stage = any({joined.status, into.status} <= row.at for row in RULES)
    if actor.way_of(joined) is not actor.way_of(into):
        raise JoinedAcross
    if not of_one_stage:
        raise NotJoinable(joined.status, into.status)
    if day < max(joined.moved_on, into.moved_on):
        raise InvalidInput(faults=[JOINED_BEFORE_THE_LAST_MOVE])


def to_be_undone(joined: Sequence[Entry], carrying: Sequence[Entry]) -> tuple[JoinedInto, CarriesOn]:
    """Return the two facts of the joining, given both histories; the first with the days of moves as they are right.

    Raises `InvalidInput` where the one is not joined with the other, and `JoinGoneOn` when the one that carries on was
    moved, handed over, split or joined since.
    """
    joinings = [entry.fact for entry in joined if isinstance(entry.fact, JoinedInto | JoinUndone)]
    last = joinings[-1] if joinings else None
    other = joined[0].fact.model_dump().get("case")
    places = [place for place, entry in enumerate(carrying) if _is_about(entry.fact, other)]
    if not isinstance(last, JoinedInto) or not places or last.other != carrying[0].fact.model_dump().get("case"):
        raise InvalidInput(faults=[NOT_JOINED])
    carried = carrying[places[-1]].fact
    gone_on = (Moved, TakenOver, SplitOff, CarriesOn, JoinedInto)
    if not isinstance(carried, CarriesOn) or any(
        isinstance(entry.fact, gone_on) and not _was_undone(entry.fact, carrying)
        for entry in carrying[places[-1] + 1 :]
    ):
        raise JoinGoneOn
    return last.model_copy(update={"moved_on": _stood_since(joined, last)}), carried


def _stood_since(joined: Sequence[Entry], joining: JoinedInto) -> date:
    """Return since when the case stood where it was joined: the day may have been corrected since."""
    state: CaseState | None = None
    for entry in takewhile(lambda each: each.fact is not joining, effective(joined)):
        state = next_state(state, entry)
    return joining.moved_on if state is None else state.moved_on


def _is_about(fact: Fact, other: str | None) -> bool:
    return isinstance(fact, CarriesOn | GivenBack) and fact.other == other


def _was_undone(fact: Fact, carrying: Sequence[Entry]) -> bool:
    """Tell whether a joining of yet another case was undone, so that nothing has gone on by it."""
    if not isinstance(fact, CarriesOn):
        return False
    about = [entry.fact for entry in carrying if _is_about(entry.fact, fact.other)]
    return isinstance(about[-1], GivenBack)


def parse(text: str) -> Sequence[Rule]:
    """Return the rules of a TOML text, or raise `TableBroken`."""
    return [_rule(row) for row in tomllib.loads(text)["joins"]]


def _rule(row: dict[str, Any]) -> Rule:  # Any: TOML; every value is checked by its type below
    try:
        return Rule(at=frozenset(map(Status, row.pop("at"))), basis=Basis(row.pop("basis")), **row)
    except (KeyError, TypeError, ValueError) as fault:
        raise TableBroken(f"{row}: {fault}") from None


RULES: Final = parse((files(__package__) / "joins.toml").read_text("utf-8"))
