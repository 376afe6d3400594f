"""Openings: which offices open a case of which category, and where it begins; read once from `acts.toml`. No I/O."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date
from importlib.resources import files
from typing import Any, Final

from services.case_registry.domain import seat_conditions
from services.case_registry.domain.case_state import Actor
from services.case_registry.domain.seat_conditions import SeatCondition
from services.case_registry.domain.table import Basis, TableBroken
from services.case_registry.domain.words import Category, Kind, Status
from services.case_registry.errors.cases import OpeningNotAllowed


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """One row of `[[openings]]`; the office that opens a case has its file."""

    by: frozenset[Kind]
    categories: frozenset[Category]
    status: Status
    office: SeatCondition
    valid_from: date = date.min
    valid_until: date = date.max
    basis: Basis

    def allows(self, actor: Actor) -> bool:
        """Tell whether the actor's office opens such cases."""
        return any(actor.is_a(kind) for kind in self.by) and self.office.fits(actor)


def first_status(category: Category, actor: Actor, day: date) -> Status:
    """Return the status in which the actor opens such a case on that day, or raise `OpeningNotAllowed`."""
    rows = [row for row in OPENINGS if category in row.categories and row.valid_from <= day <= row.valid_until]
    for row in rows:
        if row.allows(actor):
            return row.status
    raise OpeningNotAllowed(
        category.value,
        openers={kind.value for row in rows for kind in row.by},
        kinds=seat_conditions.union(row.office.kinds for row in rows),
        levels=seat_conditions.union(row.office.levels for row in rows),
    )


def usual_status(category: Category) -> Status:
    """Return the status in which cases of the category begin, whoever has opened them."""
    return next(row.status for row in OPENINGS if category in row.categories)


def parse(text: str) -> Sequence[Opening]:
    """Return the openings of a TOML text (its form stands at the top of `acts.toml`), or raise `TableBroken`."""
    openings = [_opening(row) for row in tomllib.loads(text)["openings"]]
    if unopened := set(Category).difference(*(row.categories for row in openings)):
        raise TableBroken(f"nobody opens cases of {', '.join(sorted(unopened))}")
    return openings


def _opening(row: dict[str, Any]) -> Opening:  # Any: TOML; every value is checked by its type below
    if unknown := set(row) - ({field.name for field in fields(Opening)} - {"office"} | seat_conditions.OF_OFFICE):
        raise TableBroken(f"{row}: {', '.join(sorted(unknown))} means nothing here")
    limits = {name: row[name] for name in seat_conditions.OF_OFFICE if name in row}
    try:
        return Opening(
            by=frozenset(map(Kind, row["by"])),
            categories=frozenset(map(Category, row["categories"])),
            status=Status(row["status"]),
            office=seat_conditions.parse(limits | {"seat": "own"}),
            basis=Basis(row["basis"]),
            **{name: row[name] for name in ("valid_from", "valid_until") if name in row},
        )
    except (KeyError, TypeError, ValueError) as fault:
        raise TableBroken(f"{row}: {fault}") from None


OPENINGS: Final = parse((files(__package__) / "acts.toml").read_text("utf-8"))
