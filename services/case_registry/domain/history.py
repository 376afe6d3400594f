"""Replay of a case's history (event sourcing): the same facts in the same order give the same state."""

from collections.abc import Iterable
from dataclasses import replace

from services.case_registry.domain.case_state import CaseState
from services.case_registry.domain.cases import Opened
from services.case_registry.domain.corrections import effective
from services.case_registry.domain.facts import Entry


class HistoryBroken(ValueError):  # noqa: N818 - errors are sentences here
    """A history that no case can have: it does not begin with the opening, or a fact is missing."""


def next_state(state: CaseState | None, entry: Entry) -> CaseState:
    """Return the state after this entry; `state` is None before the opening. Raises `HistoryBroken`."""
    fact = entry.fact
    if isinstance(fact, Opened):
        if state is not None:
            raise HistoryBroken(f"{fact.case} is opened twice")
        return fact.first_state(entry)
    if state is None:
        raise HistoryBroken(f"the first fact is {fact.kind}, not the opening")
    if entry.position != state.version + 1:
        raise HistoryBroken(f"{state.case_id}: {entry.position} follows {state.version}")
    return replace(fact.applied_to(state, entry), version=entry.position)


def replay(entries: Iterable[Entry]) -> CaseState:
    """Return the state after all entries, oldest first and as they are right; raise `HistoryBroken` for none."""
    state: CaseState | None = None
    for entry in effective(entries):
        state = next_state(state, entry)
    if state is None:
        raise HistoryBroken("there is no history")
    return state
