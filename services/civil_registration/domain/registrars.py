"""The registering office of an event: named in the declaration, or the one whose place is the district."""

from datetime import date

from contracts.organisations import Organisations
from contracts.placed_offices import offices_at, offices_near
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
    there = offices_at(district, kinds, organisations, today)
    if len(there) == 1:
        return there[0]
    raise InvalidInput(
        faults=[registrar_needed(district, there or offices_near(district, kinds, organisations, today))]
    )
