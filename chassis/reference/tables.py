"""Tables of rights: from which office who does and reads what, as rows of a TOML file. What no row allows is denied.

A table begins with what a record of the service is to it: `parts` are the names under which its seats stand, the first
one that of the office that has it; `facts` are what may be true of a record; `[kinds]` says which kinds of office have
a part, where the service looks for one in the directory. Then `[[acts]]` and `[[reads]]`:

    operations   the operations that the row is about
    seat         how the caller's seat has to stand to the record:
                 own    the office that has the record is the caller's, or was taken over by it
                 role   so is one of `parts`
                 above  the caller's office stands in the line above one of `parts` (without them: above who has it)
                 below  the same, and the caller's own, for lists
                 held   the caller has named no office, and its system is enrolled for that of one of `parts`
                 every  wherever it stands
    parts        see above
    members      kinds of member that may (without it: of any)
    offices      kinds of office that may (without it: of any)
    levels       levels of office that may (without it: of any)
    rights       codes of `purpose-right`: for purposes that carry one of them (without it: for any)
    only         only of records of which this fact is true
    unless       only of records of which this fact is not true
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from importlib.resources import files
from typing import Any, Final, Self

from chassis.reference.refusals import office_needed
from chassis.reference.rights import is_above, is_own, seats_below
from contracts.organisations import Organisations
from contracts.seats import Seat
from contracts.voucher import Caller


class Reach(StrEnum):
    """How the caller's seat has to stand to a record."""

    OWN = "own"
    ROLE = "role"
    ABOVE = "above"
    BELOW = "below"
    HELD = "held"
    EVERY = "every"


_OF_ACTS: Final = frozenset({Reach.OWN, Reach.ROLE, Reach.ABOVE})  # the further ones are for reads
_WITHOUT_OFFICE: Final = frozenset({Reach.HELD, Reach.EVERY})
_LISTS: Final = ("operations", "parts", "members", "offices", "levels", "rights")


class TableBroken(ValueError):  # noqa: N818 - errors are sentences here
    """The table says something that cannot be meant; the message names the row."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row: how a caller of these kinds and rights has to stand to a record."""

    operations: tuple[str, ...]
    seat: Reach
    parts: tuple[str, ...]
    members: frozenset[str] = frozenset()
    offices: frozenset[str] = frozenset()
    levels: frozenset[str] = frozenset()
    rights: frozenset[str] = frozenset()
    only: str | None = None
    unless: str | None = None

    def is_about(self, facts: frozenset[str]) -> bool:
        """Tell whether the row is about records of which this is true."""
        return (self.only is None or self.only in facts) and self.unless not in facts

    def holds(self, caller: Caller) -> bool:
        """Tell whether the row is about such a caller: of that kind, for such a purpose, with or without an office."""
        standing = caller.standing
        if (standing is None) != (self.seat is Reach.HELD) and self.seat is not Reach.EVERY:
            return False
        return (
            (not self.members or caller.kind in self.members)
            and (not self.offices or (standing is not None and standing.kind in self.offices))
            and (not self.levels or (standing is not None and standing.level in self.levels))
            and (not self.rights or not self.rights.isdisjoint(caller.rights))
        )


@dataclass(frozen=True, slots=True)
class Concerned:
    """A record as a table of rights sees it: its seats by their parts, and what is true of it."""

    seats: Mapping[str, Sequence[Seat]]
    facts: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Reached:
    """The seats whose records a list shows; or every record."""

    seats: frozenset[Seat] = frozenset()
    every: bool = False


@dataclass(frozen=True, slots=True)
class Rights:
    """The acts and reads of one service that are allowed at all."""

    acts: Sequence[Row] = field(default_factory=tuple)
    reads: Sequence[Row] = field(default_factory=tuple)
    kinds: Mapping[str, frozenset[str]] = field(default_factory=dict)  # of offices, by the part that they have

    @classmethod
    def of(cls, package: str) -> Self:
        """Return the table `rights.toml` of a service; raise `TableBroken`."""
        return cls.parse((files(package) / "rights.toml").read_text("utf-8"))

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the table of a TOML text, or raise `TableBroken`."""
        document = tomllib.loads(text)
        acts, reads = ([_row(row, document) for row in document.get(name, [])] for name in ("acts", "reads"))
        if odd := [row for row in acts if row.seat not in _OF_ACTS]:
            raise TableBroken(f"{odd[0]}: an act is done from an office that has something to do with the record")
        kinds = {part: frozenset(codes) for part, codes in document.get("kinds", {}).items()}
        return cls(tuple(acts), tuple(reads), kinds)

    def must_stand(self, operation: str, caller: Caller, organisations: Organisations, today: date) -> None:
        """Raise `OfficeNeeded` for who has named no office, where the operation needs one of this caller."""
        if caller.standing is None and not any(row.seat in _WITHOUT_OFFICE for row in self._rows(operation, caller)):
            raise office_needed(caller, organisations, today)

    def allows(self, operation: str, caller: Caller, record: Concerned, organisations: Organisations) -> bool:
        """Tell whether a row lets the caller do, or read, this with the record."""
        return any(
            _reaches(row, caller, [seat for part in row.parts for seat in record.seats.get(part, ())], organisations)
            for row in self._rows(operation, caller)
            if row.is_about(record.facts)
        )

    def reached(
        self,
        operation: str,
        caller: Caller,
        organisations: Organisations,
        facts: frozenset[str] = frozenset(),
        part: str | None = None,
    ) -> Reached:
        """Return the seats whose records, with these facts, a list shows to the caller: of this part, if one is named.

        A row that is about every record is about those of every part.
        """
        seats: set[Seat] = set()
        for row in self._rows(operation, caller):
            if not row.is_about(facts):
                continue
            if part is not None and part not in row.parts and row.seat is not Reach.EVERY:
                continue
            if row.seat is Reach.EVERY:
                return Reached(every=True)
            own = frozenset[Seat]() if caller.standing is None else {caller.standing.seat, *caller.standing.succeeds}
            if row.seat in {Reach.OWN, Reach.ROLE}:
                seats |= own
            else:
                below = seats_below(caller, organisations)
                seats |= below - own if row.seat is Reach.ABOVE else below
        return Reached(frozenset(seats))

    def _rows(self, operation: str, caller: Caller) -> list[Row]:
        return [row for row in (*self.acts, *self.reads) if operation in row.operations and row.holds(caller)]


def acting_seat(caller: Caller, organisations: Organisations, today: date) -> Seat:
    """Return the seat that the caller acts from; raise `OfficeNeeded` for who has named none."""
    if caller.standing is None:
        raise office_needed(caller, organisations, today)
    return caller.standing.seat


def _reaches(row: Row, caller: Caller, seats: Sequence[Seat], organisations: Organisations) -> bool:
    if row.seat is Reach.EVERY:
        return True
    if row.seat is Reach.HELD:
        held = seats_below(caller, organisations)
        return any(seat in held for seat in seats)
    if row.seat is Reach.ABOVE:
        return any(is_above(caller, seat, organisations) for seat in seats)
    if row.seat is Reach.BELOW:
        return any(is_own(caller, seat) or is_above(caller, seat, organisations) for seat in seats)
    return any(is_own(caller, seat) for seat in seats)


def _row(row: Mapping[str, Any], document: Mapping[str, Any]) -> Row:  # Any: TOML; checked here
    parts, facts = document.get("parts", []), document.get("facts", [])
    if unknown := set(row) - {*_LISTS, "seat", "only", "unless"}:
        raise TableBroken(f"{row}: {', '.join(sorted(unknown))} means nothing here")
    if odd := [name for name in _LISTS if not isinstance(row.get(name, []), list)]:
        raise TableBroken(f"{row}: {', '.join(odd)} is a list")
    if row.get("seat") not in set(Reach) or not row.get("operations") or not parts:
        raise TableBroken(f"{row}: a row has operations and a seat ({', '.join(Reach)}), and the table has parts")
    named = set(row.get("parts", [])) - set(parts) | (
        {row[name] for name in ("only", "unless") if name in row} - set(facts)
    )
    if named:
        raise TableBroken(f"{row}: no part or fact of a record is called {', '.join(sorted(named))}")
    seat = Reach(row["seat"])
    if (seat is Reach.ROLE) != bool(row.get("parts")) and seat in {Reach.OWN, Reach.ROLE, Reach.EVERY}:
        raise TableBroken(f"{row}: role has parts, own and every have none")
    kinds = {name: frozenset(row.get(name, [])) for name in ("members", "offices", "levels", "rights")}
    return Row(
        tuple(row["operations"]),
        seat,
        tuple(row.get("parts", parts[:1])),
        only=row.get("only"),
        unless=row.get("unless"),
        **kinds,
    )
