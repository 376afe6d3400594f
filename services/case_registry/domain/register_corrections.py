"""Entries of a prosecutor's register as they were known at a moment, and their counts. No I/O."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from services.case_registry.domain.registers import Resolution, Section, Tally
from services.case_registry.domain.words import CallUpOutcome, Ground, StatementOutcome


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownEntry:
    """An entry as far as it is counted."""

    section: Section
    ground: Ground | None
    entered_on: date
    recorded_at: datetime
    resolved_on: date | None = None
    resolved_at: datetime | None = None
    outcome: str | None = None

    def known_at(self, at: datetime) -> "KnownEntry":
        """Return the entry without a resolution that was not on record then."""
        if self.resolved_at is None or self.resolved_at <= at:
            return self
        return replace(self, resolved_on=None, outcome=None)

    def without(self, members: Mapping[str, Mapping[str, Any]], *, resolution: bool) -> "KnownEntry":  # Any: JSON
        """Return the entry as it was before this correction of its making, or of its resolution."""
        was = {name: change.get("was") for name, change in members.items()}
        found = self
        if "happenedOn" in was:
            day = date.fromisoformat(str(was["happenedOn"]))
            found = replace(found, resolved_on=day) if resolution else replace(found, entered_on=day)
        if "outcome" in was:
            found = replace(found, outcome=str(was["outcome"]))
        return replace(found, ground=Ground(str(was["basis"]))) if "basis" in was else found


def tallies_of(entries: Iterable[KnownEntry], year: int, *, carried_over: bool) -> dict[Section, Tally]:
    """Return the counts of a year by section, as `store.registers.tallies` counts what stands there now."""
    by_section = {section: Tally() for section in Section}
    for entry in entries:
        tally, resolved_on = by_section[entry.section], entry.resolved_on
        if not carried_over and entry.entered_on.year < year:
            continue
        if entry.entered_on.year == year:
            tally.entered[entry.entered_on.month] += 1
        elif entry.entered_on.year < year and (resolved_on is None or resolved_on.year >= year):
            tally.carried += 1
        if resolved_on is not None and resolved_on.year == year:
            tally.resolved[resolved_on.month, _resolution(entry)] += 1
    return by_section


def _resolution(entry: KnownEntry) -> Resolution:
    if entry.section is Section.STATEMENTS:
        return Resolution(outcome=StatementOutcome(entry.outcome or ""))
    return Resolution(outcome=CallUpOutcome(entry.outcome or ""), ground=entry.ground)
