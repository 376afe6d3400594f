"""Organisation units of DHIS2 as offices of the directory: whose values a unit's are."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from contracts.organisations import Organisations
from contracts.placed_offices import offices_at
from contracts.seats import Seat


@dataclass(frozen=True, slots=True)
class OrgUnit:
    """One organisation unit: its place, and the office that its values belong to."""

    place: str
    owner: Seat
    facility: bool = False  # the unit is that office; otherwise it is the province or district


@dataclass(frozen=True, slots=True)
class Offices:
    """The directory as a data value set is read with: the sending office and those it may name or send for."""

    organisations: Organisations
    place_kinds: frozenset[str]  # of the office whose values those of a province or district are
    facility_kinds: frozenset[str]  # of offices that are units themselves
    sender: Seat
    succeeded: Sequence[Seat]  # closed offices that the sender took over
    may_send_for: Callable[[Seat], bool]
    today: date
    _may: dict[Seat, bool] = field(default_factory=dict, init=False, repr=False, compare=False)

    def unit(self, name: str, places: Mapping[str, str]) -> OrgUnit | None:
        """Return the unit of that name: one of DHIS2's own (`places`), or an office of the sender's member."""
        if name in places:
            return OrgUnit(places[name], self._owner(places[name]))
        for seat in (Seat(self.sender.member, name), *self.succeeded):
            office = self.organisations.offices.get(seat)
            if office is not None and seat.office == name and office.kind in self.facility_kinds and office.place:
                return OrgUnit(office.place, seat, facility=True)
        return None

    def is_sent_by_right(self, unit: OrgUnit) -> bool:
        """Tell whether the sender reports for that unit."""
        if unit.owner not in self._may:
            self._may[unit.owner] = self.may_send_for(unit.owner)
        return self._may[unit.owner]

    def _owner(self, place: str) -> Seat:
        """Return the one office for that place; where there is none, or several, the values are the sender's."""
        offices = offices_at(place, self.place_kinds, self.organisations, self.today)
        return offices[0] if len(offices) == 1 else self.sender
