"""What the facts of an event need before it is declared or registered: the table `needs.toml`. No I/O."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

from contracts.problems import Fault, InvalidInput
from services.civil_registration.domain.actions import State
from services.civil_registration.domain.facts import Facts, at
from services.civil_registration.domain.kinds import EventKind
from services.civil_registration.errors.needs import one_of_these_needed, one_too_many, value_needed

_STATES: Final = (State.DECLARED, State.REGISTERED)


@dataclass(frozen=True, slots=True)
class Need:
    """One row: what stands at all of some pointers, or at one of them, before the state is reached."""

    kinds: frozenset[EventKind]
    state: State
    all: tuple[str, ...]
    one: tuple[str, ...]
    where: str | None
    where_code: str | None  # what stands at `where`; None: anything
    unless: str | None
    books: bool  # whether an entry of an old book needs it, too

    def holds(self, facts: Facts) -> bool:
        """Tell whether the row is about these facts."""
        found = None if self.where is None else at(facts, self.where)
        is_about = self.where is None or (found is not None and self.where_code in (None, found))
        return is_about and (self.unless is None or at(facts, self.unless) is None)


@cache
def of(kind: EventKind, state: State) -> Sequence[Need]:
    """Return what the facts of this kind need to reach the state: for registration that of a declaration, too."""
    reached = _STATES[: _STATES.index(state) + 1]
    return [row for row in TABLE if kind in row.kinds and row.state in reached]


def missing(kind: EventKind, facts: Facts, state: State = State.DECLARED) -> list[str]:
    """Return the pointers of what is not there; of several that would do, the first."""
    found = dict[str, None]()
    for row in of(kind, state):
        if row.holds(facts):
            found |= dict.fromkeys(pointer for pointer in row.all if at(facts, pointer) is None)
            if row.one and all(at(facts, pointer) is None for pointer in row.one):
                found[row.one[0]] = None
    return list(found)


def lacking(kind: EventKind, state: State, facts: Facts) -> list[str]:
    """Return the pointers of what the state lacks that comes next; of what was registered nothing is missing."""
    if state in {State.REGISTERED, State.CANCELLED}:
        return []
    ahead = State.REGISTERED if state in {State.DECLARED, State.IN_VALIDATION} else State.DECLARED
    return missing(kind, facts, ahead)


def must_be_met(kind: EventKind, facts: Facts, state: State = State.DECLARED) -> None:
    """Raise `InvalidInput` naming everything that these facts lack, or state twice, to reach the state."""
    if faults := unmet(kind, facts, state):
        raise InvalidInput(faults=faults)


def unmet(kind: EventKind, facts: Facts, state: State, *, of_a_book: bool = False) -> list[Fault]:
    """Return the faults of everything that these facts lack, or state twice, to reach the state.

    An entry of an old book lacks only what the table says of books; what is stated twice nobody can keep.
    """
    rows = [row for row in of(kind, state) if row.holds(facts)]
    asked = [row for row in rows if row.books or not of_a_book]
    lacking = dict.fromkeys(pointer for row in asked for pointer in row.all if at(facts, pointer) is None)
    faults = [value_needed(pointer) for pointer in lacking]
    for row in rows:
        given = [pointer for pointer in row.one if at(facts, pointer) is not None]
        if row.one and not given and row in asked:
            faults.append(one_of_these_needed(row.one))
        elif len(given) > 1 and row.one not in _TOGETHER:
            faults.append(one_too_many(given))
    return faults


# Of these both may be there.
_TOGETHER: Final = frozenset({("/adoptiveMother", "/adoptiveFather")})


def parse(text: str) -> Sequence[Need]:
    """Return the rows of a TOML text; raise `ValueError` or `KeyError` for one that cannot be meant."""
    return [_row(row) for row in tomllib.loads(text)["needs"]]


def _row(row: Mapping[str, Any]) -> Need:  # Any: TOML; every value is checked by its type
    if unknown := set(row) - {"event", "state", "all", "one", "where", "whereCode", "unless", "books"}:
        raise ValueError(f"{row}: {', '.join(sorted(unknown))} means nothing here")
    state = State(row["state"])
    if state not in _STATES or not row.get("all", row.get("one")):
        raise ValueError(f"{row}: a row says what {' or '.join(_STATES)} needs")
    return Need(
        kinds=frozenset(map(EventKind, row["event"])),
        state=state,
        all=tuple(map(str, row.get("all", ()))),
        one=tuple(map(str, row.get("one", ()))),
        where=row.get("where"),
        where_code=row.get("whereCode"),
        unless=row.get("unless"),
        books=bool(row.get("books", False)),
    )


TABLE: Final = parse((files(__package__) / "needs.toml").read_text("utf-8"))
