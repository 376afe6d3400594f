"""Offices by the place they are for: the open ones of some kinds, or who took over the closed ones."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Final

from contracts.organisations import Organisations
from contracts.seats import Seat

_PROVINCE: Final = 2  # digits of a place's code that are its province's


def offices_at(place: str, kinds: frozenset[str], organisations: Organisations, today: date) -> list[Seat]:
    """Return the offices of these kinds for that place; a closed one is its successor: no place is forgotten."""
    return _open(offices_by_place(organisations, kinds).get(place, ()), organisations, today)


def offices_near(place: str, kinds: frozenset[str], organisations: Organisations, today: date) -> list[Seat]:
    """Return the offices of these kinds in the province of that place."""
    province = place[:_PROVINCE]
    by_place = offices_by_place(organisations, kinds)
    near = [seat for other, seats in by_place.items() if other[:_PROVINCE] == province for seat in seats]
    return _open(near, organisations, today)


@lru_cache(maxsize=4)  # of one version of the directory: nobody looks through 10,000 offices for each record
def offices_by_place(organisations: Organisations, kinds: frozenset[str]) -> Mapping[str, Sequence[Seat]]:
    """Return the offices of these kinds by the code of their place, past and future ones too."""
    found: dict[str, list[Seat]] = {}
    for office in organisations.offices.values():
        if office.kind in kinds and office.place is not None:
            found.setdefault(office.place, []).append(office.seat)
    return found


def _open(seats: Iterable[Seat], organisations: Organisations, today: date) -> list[Seat]:
    known = organisations.offices
    holders = {organisations.holder(seat) for seat in seats}
    return sorted(seat for seat in holders if seat in known and known[seat].is_open_on(today))
