"""Conditions on the office that acts: columns `seat`, `parts`, `kinds`, `levels` of every table of acts. No I/O."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from contracts.seats import Seat, SeatRule
from services.case_registry.domain.case_state import Actor, CaseState
from services.case_registry.domain.words import Part
from services.case_registry.errors.moves import FileElsewhere
from services.case_registry.errors.seats import OtherOffices

COLUMNS: Final = frozenset({"seat", "parts", "kinds", "levels"})


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatCondition:
    """How the office that acts has to stand to the case, and of which kind and level it has to be."""

    seat: SeatRule
    parts: frozenset[Part] | None = None  # of `role` and `above`; None: any part, and above whoever has the file
    kinds: frozenset[str] | None = None  # codes of `office-kind`; None: of any
    levels: frozenset[str] | None = None  # codes of `office-level`; None: at any

    def is_met(self, state: CaseState, actor: Actor) -> bool:
        """Tell whether the actor's office may do it in this case."""
        standing = actor.standing
        if self.kinds is not None and standing.kind not in self.kinds:
            return False
        if self.levels is not None and standing.level not in self.levels:
            return False
        stands = actor.is_above if self.seat is SeatRule.ABOVE else actor.is_own
        return any(stands(seat) for seat in self.seats(state))

    def seats(self, state: CaseState) -> set[Seat]:
        """Return the seats of the case to one of which the office has to stand so."""
        if self.seat is SeatRule.ROLE:
            return {state.responsible} | self._with_part(state)
        return self._with_part(state) if self.parts is not None else {state.responsible}

    def named(self, state: CaseState) -> set[Seat]:
        """Return the seats that a refusal names: with a part of these, where any has one, else whoever has the file."""
        return self._with_part(state) or {state.responsible} if self.seat is SeatRule.ROLE else self.seats(state)

    def _with_part(self, state: CaseState) -> set[Seat]:
        return {seat for seat, part in state.involved if self.parts is None or part in self.parts}


WHO_HAS_THE_FILE: Final = SeatCondition(seat=SeatRule.OWN)


def parse(row: Mapping[str, Any]) -> SeatCondition:  # Any: TOML; every value is checked by its type below
    """Return the condition of a row; raise `KeyError` without `seat`, `ValueError` for what nobody can follow."""
    condition = SeatCondition(
        seat=SeatRule(row["seat"]),
        parts=frozenset(map(Part, row["parts"])) if "parts" in row else None,
        kinds=frozenset(map(str, row["kinds"])) if "kinds" in row else None,
        levels=frozenset(map(str, row["levels"])) if "levels" in row else None,
    )
    if condition.seat is SeatRule.OWN and condition.parts is not None:
        raise ValueError("who has the file needs no part")
    return condition


def must_be_met(conditions: Iterable[SeatCondition], state: CaseState, actor: Actor) -> None:
    """Raise the refusal that names which office may, unless one of the conditions is met.

    `FileElsewhere` where only who has the file may, else `OtherOffices`.
    """
    stated = list(conditions)
    if any(condition.is_met(state, actor) for condition in stated):
        return
    if all(condition.seat is SeatRule.OWN and condition.levels is condition.kinds is None for condition in stated):
        raise FileElsewhere(actor.named(state.responsible))
    beside = [condition for condition in stated if condition.seat is not SeatRule.ABOVE]
    above = [condition for condition in stated if condition.seat is SeatRule.ABOVE]
    raise OtherOffices(
        str(actor.seat),
        offices=_named(beside, state, actor),
        above=_named(above, state, actor),
        kinds=_union(condition.kinds for condition in stated),
        levels=_union(condition.levels for condition in stated),
    )


def _named(conditions: Iterable[SeatCondition], state: CaseState, actor: Actor) -> list[str]:
    return sorted({actor.named(seat) for condition in conditions for seat in condition.named(state)})


def _union(limits: Iterable[frozenset[str] | None]) -> list[str]:
    return sorted(set[str]().union(*(limit for limit in limits if limit is not None)))
