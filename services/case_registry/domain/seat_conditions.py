"""Conditions on the office that acts: columns `seat`, `parts`, `kinds`, `levels` of every table of acts. No I/O."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Protocol

from contracts.seats import Seat, SeatRule
from contracts.spoken import Named
from services.case_registry.domain.case_state import Actor
from services.case_registry.domain.words import Part
from services.case_registry.errors.moves import FileElsewhere
from services.case_registry.errors.seats import OtherOffices

OF_OFFICE: Final = frozenset({"kinds", "levels"})
COLUMNS: Final = OF_OFFICE | {"seat", "parts"}
_WITHOUT_PARTS: Final = frozenset({SeatRule.OWN, SeatRule.BESIDE})


class Record(Protocol):
    """What an office may stand to: a case, or what an office keeps in a register."""

    @property
    def responsible(self) -> Seat:
        """Who has it."""

    @property
    def involved(self) -> frozenset[tuple[Seat, Part]]:
        """Offices with a part in it."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What one office keeps in a register: nobody else has a part in it."""

    responsible: Seat
    involved: frozenset[tuple[Seat, Part]] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatCondition:
    """How the office that acts has to stand to the case, and of which kind and level it has to be."""

    seat: SeatRule
    parts: frozenset[Part] | None = None  # of `role` and `above`; None: any part, and above whoever has the file
    kinds: frozenset[str] | None = None  # codes of `office-kind`; None: of any
    levels: frozenset[str] | None = None  # codes of `office-level`; None: at any

    def is_met(self, record: Record, actor: Actor) -> bool:
        """Tell whether the actor's office may do it with this record."""
        if not self.fits(actor):
            return False
        stands = actor.is_above if self.seat is SeatRule.ABOVE else actor.is_own
        return self.seat is SeatRule.BESIDE or any(stands(seat) for seat in self.seats(record))

    def fits(self, actor: Actor) -> bool:
        """Tell whether the actor's office is of a kind and level that may do it at all."""
        standing = actor.standing
        of_kind = self.kinds is None or standing.kind in self.kinds
        return of_kind and (self.levels is None or standing.level in self.levels)

    def seats(self, record: Record) -> set[Seat]:
        """Return the seats of the record to one of which the office has to stand so; none where it may stand anyhow."""
        if self.seat is SeatRule.BESIDE:
            return set()
        if self.seat is SeatRule.ROLE:
            return {record.responsible} | self._with_part(record)
        return self._with_part(record) if self.parts is not None else {record.responsible}

    def named(self, record: Record) -> set[Seat]:
        """Return the seats that a refusal names: with a part of these, where any has one, else whoever has the file."""
        return self._with_part(record) or {record.responsible} if self.seat is SeatRule.ROLE else self.seats(record)

    def _with_part(self, record: Record) -> set[Seat]:
        return {seat for seat, part in record.involved if self.parts is None or part in self.parts}


WHO_HAS_THE_FILE: Final = SeatCondition(seat=SeatRule.OWN)


def parse(row: Mapping[str, Any]) -> SeatCondition:  # Any: TOML; every value is checked by its type below
    """Return the condition of a row; raise `KeyError` without `seat`, `ValueError` for what nobody can follow."""
    condition = SeatCondition(
        seat=SeatRule(row["seat"]),
        parts=frozenset(map(Part, row["parts"])) if "parts" in row else None,
        kinds=frozenset(map(str, row["kinds"])) if "kinds" in row else None,
        levels=frozenset(map(str, row["levels"])) if "levels" in row else None,
    )
    if condition.seat in _WITHOUT_PARTS and condition.parts is not None:
        raise ValueError(f"{condition.seat} is about no part")
    return condition


def must_be_met(conditions: Iterable[SeatCondition], record: Record, actor: Actor, by: Collection[str]) -> None:
    """Raise the refusal that names which office may, unless one of the conditions is met.

    `by` are the kinds of members whose rows these are. `FileElsewhere` where only who has the file may, else
    `OtherOffices`.
    """
    stated = list(conditions)
    if any(condition.is_met(record, actor) for condition in stated):
        return
    if all(condition.seat is SeatRule.OWN and condition.levels is condition.kinds is None for condition in stated):
        raise FileElsewhere(actor.named(record.responsible))
    at_it = [condition for condition in stated if condition.seat is not SeatRule.ABOVE]
    above = [condition for condition in stated if condition.seat is SeatRule.ABOVE]
    raise OtherOffices(
        actor.organisations.named(actor.seat),
        offices=_named(at_it, record, actor, by),
        above=_named(above, record, actor, by),
        kinds=union(condition.kinds for condition in stated),
        levels=union(condition.levels for condition in stated),
    )


def union(limits: Iterable[frozenset[str] | None]) -> list[str]:
    """Return the kinds, or levels, that any of these rows names."""
    return sorted(set[str]().union(*(limit for limit in limits if limit is not None)))


def _named(conditions: Iterable[SeatCondition], record: Record, actor: Actor, by: Collection[str]) -> list[Named]:
    """Return the seats that meet a condition, or would put who stands above them into it; not of who asks."""
    return sorted(
        {
            actor.named(seat)
            for condition in conditions
            for seat in condition.named(record)
            if seat != actor.seat and _could(seat, condition, actor, by)
        }
    )


def _could(seat: Seat, condition: SeatCondition, actor: Actor, by: Collection[str]) -> bool:
    """Tell whether an office at that seat is of these kinds and of the right level, as far as is held here."""
    member, facts = actor.organisations.members.get(seat.member), actor.organisations.offices.get(seat)
    limits = None if condition.seat is SeatRule.ABOVE else condition.levels  # that of the office above
    return (member is None or member.kind in by) and (limits is None or facts is None or facts.level in limits)
