"""The agreement that answers: of those for one member, operation and purpose, the most particular for who asks.

An agreement may be bound to systems, to offices with everything below them, and to levels. What names the system goes
before what names an office, the nearer office before the one above it, and last what names a level. So one answers
however offices are moved later; two of one rank are refused when they are made.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from itertools import product
from typing import TypeAlias

from contracts.organisations import Organisations
from contracts.seats import Seat, Standing
from gateway.directory.entries import AgreementEntry
from gateway.directory.seats import day_number, day_of

_Place: TypeAlias = tuple[str | None, str | None, str | None]  # client id, office, level; None: not bound to one


class Answering:
    """The agreements of one member for one operation and purpose."""

    def __init__(self, entries: Iterable[AgreementEntry], organisations: Organisations) -> None:
        self.entries = tuple(entries)
        self._bound = any(entry.bound for entry in self.entries)
        self._organisations = organisations
        self._day = -1  # that the places are of: offices open and close without a new version
        self._by_place: Mapping[_Place, tuple[AgreementEntry, ...]] = {}

    def find(self, at: float, system: str, standing: Standing | None) -> AgreementEntry | None:
        """Return the most particular agreement in force; some forty look-ups at most, however many there are.

        `standing` is the one that the system itself has, also when it acts for another member.
        """
        if not self._bound:  # as most are
            return next((entry for entry in self.entries if entry.in_force(at)), None)
        if (day := day_number(at)) != self._day:
            self._day, self._by_place = day, _by_place(self.entries, self._organisations, day_of(day))
        offices: tuple[str | None, ...] = (None,)
        levels: tuple[str | None, ...] = (None,)
        if standing is not None:
            offices = (standing.seat.office, *standing.above, None)
            levels = (standing.level, None)
        for place in product((system, None), offices, levels):
            for entry in self._by_place.get(place, ()):
                if entry.in_force(at):
                    return entry
        return None


def _by_place(
    entries: tuple[AgreementEntry, ...], organisations: Organisations, day: date
) -> Mapping[_Place, tuple[AgreementEntry, ...]]:
    found: dict[_Place, list[AgreementEntry]] = {}
    inherited: list[tuple[_Place, AgreementEntry]] = []
    for entry in entries:
        for system, office, level in product(*(way or (None,) for way in (entry.systems, entry.offices, entry.levels))):
            found.setdefault((system, office, level), []).append(entry)
            # a closed office's agreement is its successor's, behind what names that one itself
            named = None if office is None else Seat(entry.member, office)
            holder = named and organisations.holder(named, day)
            if holder is not None and holder != named and holder.member == entry.member:
                inherited.append(((system, holder.office, level), entry))
    for place, entry in inherited:
        found.setdefault(place, []).append(entry)
    return {place: tuple(several) for place, several in found.items()}
