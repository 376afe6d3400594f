"""Openings: where a case begins, by the way of its category, and whether an office opens it (`acts.toml`). No I/O."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date
from importlib.resources import files
from typing import Any, Final

from services.case_registry.domain.case_state import Actor
from services.case_registry.domain.categories import Category
from services.case_registry.domain.table import Basis, TableBroken
from services.case_registry.domain.words import Status, Way
from services.case_registry.errors.cases import OpeningNotAllowed


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """One row of `[[openings]]`; the office that opens a case has its file."""

    way: frozenset[Way]
    status: Status
    valid_from: date = date.min
    valid_until: date = date.max
    basis: Basis


def first_status(category: Category, actor: Actor, day: date) -> Status:
    """Return the status in which the actor opens such a case on that day, or raise `OpeningNotAllowed`."""
    rows = [row for row in OPENINGS if category.way in row.way and row.valid_from <= day <= row.valid_until]
    if rows and category.is_opened_by(actor.kind, actor.standing.kind, actor.standing.level):
        return rows[0].status
    raise OpeningNotAllowed(
        category.code, openers=category.opened_by, kinds=category.offices or (), levels=category.levels or ()
    )


def usual_status(way: Way) -> Status:
    """Return the status in which cases that go this way begin."""
    return next(row.status for row in OPENINGS if way in row.way)


def parse(text: str) -> Sequence[Opening]:
    """Return the openings of a TOML text (its form stands at the top of `acts.toml`), or raise `TableBroken`."""
    openings = [_opening(row) for row in tomllib.loads(text)["openings"]]
    if unopened := set(Way).difference(*(row.way for row in openings)):
        raise TableBroken(f"nobody says where cases begin that go the way {', '.join(sorted(unopened))}")
    return openings


def _opening(row: dict[str, Any]) -> Opening:  # Any: TOML; every value is checked by its type below
    if unknown := set(row) - {field.name for field in fields(Opening)}:
        raise TableBroken(f"{row}: {', '.join(sorted(unknown))} means nothing here")
    try:
        return Opening(
            way=frozenset(map(Way, row["way"])),
            status=Status(row["status"]),
            basis=Basis(row["basis"]),
            **{name: row[name] for name in ("valid_from", "valid_until") if name in row},
        )
    except (KeyError, TypeError, ValueError) as fault:
        raise TableBroken(f"{row}: {fault}") from None


OPENINGS: Final = parse((files(__package__) / "acts.toml").read_text("utf-8"))
