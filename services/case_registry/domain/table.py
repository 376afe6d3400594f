"""Transition table of moves and hand-overs, read once from `moves.toml`: a new procedure is a row, not a program."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date
from enum import StrEnum
from importlib.resources import files
from typing import Any, Final

from services.case_registry.domain import seat_conditions
from services.case_registry.domain.seat_conditions import SeatCondition
from services.case_registry.domain.words import GOES_ON, PAUSES, Kind, RemedyOutcome, Status, Way


class Need(StrEnum):
    """What the request to move a case must state, and what must be on record before it."""

    COURT = "court"
    ORDER = "order"
    REASON = "reason"
    NOTE = "note"
    PROPOSAL = "proposal"
    CHARGE = "charge"
    CHARGES_DECIDED = "chargesDecided"
    JUDGMENT = "judgment"
    FINAL_DECISION = "finalDecision"
    CONVICTION = "conviction"


class Basis(StrEnum):
    """How sure a row is: stated by the sources, or filled in by us."""

    STATED = "stated"  # procedure as the sources tell it
    FILLED = "filled"  # ours, until an office says otherwise: docs/decisions/0018


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """One row: from which status to which, by whom, and under which conditions."""

    source: Status
    target: Status
    by: Kind
    way: frozenset[Way] = frozenset(Way)
    after: frozenset[Status] = frozenset()  # empty: whatever was before
    resumes: bool = False  # the case goes back to where it stood before
    recalls: bool = False  # a move that was a mistake is taken back: the file is not on its way
    outcome: frozenset[RemedyOutcome] = frozenset()  # of which the order states one; empty: it states none
    needs: frozenset[Need] = frozenset()
    office: SeatCondition  # of whoever moves the case
    valid_from: date = date.min
    valid_until: date = date.max
    basis: Basis

    def holds(self, way: Way, previous: Status | None, day: date) -> bool:
        """Tell whether the row applies to a case that goes this way, with this earlier status, on that day.

        Without an earlier status it came from another system, and what was before is not known here: every row fits.
        """
        fits = previous is self.target if self.resumes else not self.after or previous in self.after
        was_before = previous is None or fits
        return way in self.way and was_before and self.valid_from <= day <= self.valid_until


@dataclass(frozen=True, slots=True)
class HandOverRow:
    """One row: which kind of member hands files to which, from which office, at which statuses."""

    source: Kind
    target: Kind
    office: SeatCondition  # of whoever sends the file
    at: frozenset[Status] = GOES_ON


@dataclass(frozen=True, slots=True)
class Table:
    """Every move and every hand-over that is lawful at some time."""

    moves: Sequence[Move]
    hand_overs: Sequence[HandOverRow]
    # what a case need not show that came from an earlier system, where it stood at one of these
    imported: Mapping[Need, frozenset[Status]] = field(default_factory=dict)

    def moves_from(self, status: Status, way: Way, previous: Status | None, day: date) -> list[Move]:
        """Return the moves that a case that goes this way has from this status on that day, in the table's order."""
        return [row for row in self.moves if row.source is status and row.holds(way, previous, day)]

    def ways(self, source: str, target: str, status: Status) -> list[HandOverRow]:
        """Return the rows by which a file may go from one kind of member to another at this status of its case."""
        return [row for row in self.hand_overs if (row.source, row.target) == (source, target) and status in row.at]


_SETS: Final[Mapping[str, type[StrEnum]]] = {"way": Way, "after": Status, "outcome": RemedyOutcome, "needs": Need}


class TableBroken(ValueError):  # noqa: N818 - errors are sentences here
    """The table says something that no case can follow; the message names the row."""


def parse(text: str) -> Table:
    """Return the table of a TOML text (its form stands at the top of `moves.toml`), or raise `TableBroken`."""
    document = tomllib.loads(text)
    moves = [move for row in document["moves"] for move in _moves(row)]
    hand_overs = [_hand_over(row) for row in document["hand_overs"]]
    return Table(moves, hand_overs, _imported(document.get("imported", {})))


def _moves(row: dict[str, Any]) -> list[Move]:  # Any: TOML; every value is checked by its type below
    members = {column.name for column in fields(Move)} - {"source", "target", "office"} | {"from", "to"}
    members |= seat_conditions.COLUMNS
    if unknown := set(row) - members:
        raise TableBroken(f"{row}: {', '.join(sorted(unknown))} means nothing here")
    if row.get("resumes") and not PAUSES.issuperset(row["from"]):
        raise TableBroken(f"{row}: a case resumes from a pause alone")
    try:
        conditions: dict[str, Any] = {
            "by": Kind(row["by"]),
            "basis": Basis(row["basis"]),
            "office": seat_conditions.parse(row),
            **{name: row[name] for name in ("valid_from", "valid_until", "resumes", "recalls") if name in row},
            **{name: frozenset(map(kind, row[name])) for name, kind in _SETS.items() if name in row},
        }
        return [
            Move(source=Status(source), target=Status(target), **conditions)
            for source in row["from"]
            for target in row["to"]
        ]
    except (KeyError, ValueError) as fault:
        raise TableBroken(f"{row}: {fault}") from None


def _imported(row: dict[str, list[str]]) -> dict[Need, frozenset[Status]]:
    try:
        return {Need(need): frozenset(map(Status, statuses)) for need, statuses in row.items()}
    except ValueError as fault:
        raise TableBroken(f"imported: {fault}") from None


def _hand_over(row: dict[str, Any]) -> HandOverRow:  # Any: as above
    if unknown := set(row) - ({"from", "to", "at"} | seat_conditions.COLUMNS):
        raise TableBroken(f"{row}: {', '.join(sorted(unknown))} means nothing here")
    try:
        at = frozenset(Status(code) for code in row["at"]) if "at" in row else GOES_ON
        return HandOverRow(Kind(row["from"]), Kind(row["to"]), seat_conditions.parse(row), at)
    except (KeyError, ValueError) as fault:
        raise TableBroken(f"{row}: {fault}") from None


TABLE: Final = parse((files(__package__) / "moves.toml").read_text("utf-8"))
