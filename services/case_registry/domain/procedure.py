"""Figures of procedural law, read once from `procedure.toml`: age of juveniles, judges of a panel, instances."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from typing import Any, Final

from services.case_registry.domain.table import Basis, TableBroken
from services.case_registry.domain.words import Instance, Status


@dataclass(frozen=True, slots=True)
class Period:
    """The days on which a figure holds, both included."""

    valid_from: date = date.min
    valid_until: date = date.max

    def __contains__(self, day: date) -> bool:
        return self.valid_from <= day <= self.valid_until


@dataclass(frozen=True, slots=True)
class Procedure:
    """All figures with the days on which they hold; the first that fits counts."""

    juveniles: Sequence[tuple[int, Period]]
    unknown_acts: Sequence[tuple[int, Period]]
    panels: Sequence[tuple[frozenset[Instance], int, Period]]
    levels: Sequence[tuple[frozenset[Status], Instance, Period]]
    courts: Sequence[tuple[Instance, frozenset[str], Period]]  # by the levels of their offices
    ranks: Sequence[tuple[frozenset[str], int, Period]]

    def juvenile_below(self, day: date) -> int:
        """Return the age in years below which a person is a juvenile on that day; 0 where nothing is stated."""
        return next((years for years, period in self.juveniles if day in period), 0)

    def earliest_act(self, opened_on: date) -> date:
        """Return the earliest day of an act of which no day is known, in a case that was opened on that day."""
        years = next((years for years, period in self.unknown_acts if opened_on in period), 0)
        # the 1st of the month: a day that each year has, and earlier rather than later
        return opened_on.replace(year=opened_on.year - years, day=1)

    def judges(self, level: Instance, day: date) -> int:
        """Return the least number of judges in a panel of this instance; 1 where nothing is stated."""
        return next((judges for levels, judges, period in self.panels if level in levels and day in period), 1)

    def level(self, status: Status, day: date) -> Instance | None:
        """Return the instance to which a status belongs; None for a status without a court."""
        return next((level for at, level, period in self.levels if status in at and day in period), None)

    def court_levels(self, level: Instance, day: date) -> frozenset[str]:
        """Return at which levels of offices courts hear this instance; none where nothing is stated: any may."""
        return next((at for of, at, period in self.courts if of is level and day in period), frozenset())

    def rank(self, office_level: str, day: date) -> int:
        """Return how high courts of this level stand; 0 where nothing is stated: above none."""
        return next((rank for of, rank, period in self.ranks if office_level in of and day in period), 0)


def parse(text: str) -> Procedure:
    """Return the figures of a TOML text, or raise `TableBroken`."""
    document = tomllib.loads(text)
    try:
        juveniles = [(int(row["below_years"]), _period(row)) for row in document["juveniles"]]
        unknown_acts = [(int(row["years_before"]), _period(row)) for row in document["unknown_acts"]]
        panels = [
            (frozenset(map(Instance, row["levels"])), int(row["judges"]), _period(row)) for row in document["panels"]
        ]
        levels = [
            (frozenset(map(Status, row["at"])), Instance(row["level"]), _period(row)) for row in document["levels"]
        ]
        courts = [(Instance(row["level"]), _codes(row), _period(row)) for row in document["courts"]]
        ranks = [(_codes(row), int(row["rank"]), _period(row)) for row in document["ranks"]]
    except (KeyError, TypeError, ValueError) as fault:
        raise TableBroken(f"procedure: {fault!r}") from None
    return Procedure(juveniles, unknown_acts, panels, levels, courts, ranks)


def _codes(row: dict[str, Any]) -> frozenset[str]:  # Any: as below
    return frozenset(map(str, row["office_levels"]))


def _period(row: dict[str, Any]) -> Period:  # Any: TOML; dates are dates there
    Basis(row["basis"])  # every figure says where it comes from
    return Period(row.get("valid_from", date.min), row.get("valid_until", date.max))


PROCEDURE: Final = parse((files(__package__) / "procedure.toml").read_text("utf-8"))
