"""The registering office of an event: named in the declaration, or the one whose place is the district."""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache

from contracts.organisations import Organisations
from contracts.problems import InvalidInput
from contracts.seats import Seat
from services.civil_registration.domain.facts import Facts, district_of
from services.civil_registration.errors import registrar_needed


def registrar_of(facts: Facts, kinds: frozenset[str], organisations: Organisations, today: date) -> Seat:
    """Return the office that registers the event; `kinds` are those of registering offices.

    Raises `InvalidInput` where the declaration names none and the directory has none, or several, for the district.
    """
    if facts.registrar is not None:
        return Seat(facts.registrar.member, facts.registrar.office)
    district = district_of(facts)
    offices = _by_place(organisations, kinds)
    there = _open(offices.get(district, ()), organisations, today)
    if len(there) == 1:
        return there[0]
    near = [seat for place, seats in offices.items() if place[:2] == district[:2] for seat in seats]
    raise InvalidInput(faults=[registrar_needed(district, there or _open(near, organisations, today))])


def _open(seats: list[Seat] | tuple[()], organisations: Organisations, today: date) -> list[Seat]:
    """Return the offices that are open, those of closed ones' registers included: a district is never without."""
    held = {organisations.holder(seat) for seat in seats}
    return sorted(
        seat for seat in held if seat in organisations.offices and organisations.offices[seat].is_open_on(today)
    )


@lru_cache(maxsize=1)  # of one version of the directory: a declaration must not look through 10,000 offices
def _by_place(organisations: Organisations, kinds: frozenset[str]) -> Mapping[str, list[Seat]]:
    found: dict[str, list[Seat]] = {}
    for office in organisations.offices.values():
        if office.kind in kinds and office.place is not None:
            found.setdefault(office.place, []).append(office.seat)
    return found
