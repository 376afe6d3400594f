"""Hold against the rules whether an office corrects a fact: it has the file, keeps the record, or gave the order."""

from collections.abc import Mapping, Sequence
from datetime import date

from contracts.seats import Seat
from services.case_registry.domain import acts
from services.case_registry.domain import corrected_lists as lists
from services.case_registry.domain.acts import Act
from services.case_registry.domain.case_state import Actor, CaseState
from services.case_registry.domain.corrections import Change, Rule
from services.case_registry.domain.facts import Entry
from services.case_registry.domain.known import known
from services.case_registry.domain.words import Kind
from services.case_registry.usecases.asking import Asker


def must_correct(
    asker: Asker,
    actor: Actor,
    state: CaseState,
    entries: Sequence[Entry],
    wrong: Entry,
    changes: Mapping[str, Change],
    rows: Sequence[Rule],
    day: date,
) -> None:
    """Raise what forbids the actor these changes of a fact, by the rows that name them.

    Numbers and claims are each of an office of their own, wherever the file is.
    """
    keepers = {wrong.by} if any(row.register for row in rows) else set[Seat]()
    if "claims" in changes:
        keepers |= _claimants(asker, state, entries, changes["claims"])
    if changes.keys() == {"numbers"}:  # each by the office that gave it
        keepers = {actor.seat}
    elif changes.keys() != {"claims"} and not all(row.register for row in rows):
        acts.must_be_allowed(state, actor, Act.CORRECT_CASE, day)
    for office in keepers:
        acts.must_keep(office, actor, Act.CORRECT_CASE, day, state)


def _claimants(asker: Asker, state: CaseState, entries: Sequence[Entry], claims: Change) -> set[Seat]:
    """Return the offices that correct these claims: of the prosecution each its own, and else who has the file."""
    by = known(entries).contents.claims
    return {
        by[claim] if claim in by and asker.kind_of(by[claim].member) == Kind.PROSECUTOR else state.responsible
        for claim in lists.touched(claims)
    }
