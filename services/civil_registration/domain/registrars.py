"""The registering office of an event: named in its facts, or what the list `responsible-office` says. No I/O."""

from collections.abc import Callable, Mapping
from datetime import date
from enum import StrEnum
from typing import Any, Final

from contracts.codelists import CodeLists
from contracts.organisations import Organisations
from contracts.placed_offices import offices_at, offices_near
from contracts.problems import InvalidInput
from contracts.seats import Seat
from services.civil_registration.domain.facts import Facts, at, occurred_on
from services.civil_registration.domain.kinds import KINDS, EventKind
from services.civil_registration.errors.facts import registrar_needed

LIST: Final = "responsible-office"
_DISTRICT: Final = 4  # digits of a place's code that are its district's


class Basis(StrEnum):
    """What the responsible office follows from: the codes of the list `responsible-office-basis`."""

    OCCURRENCE = "occurrence"
    MOTHER_RESIDENCE = "motherResidence"
    RESIDENCE = "residence"
    ASKED = "asked"


def registrar_of(
    kind: EventKind,
    facts: Facts,
    organisations: Organisations,
    lists: CodeLists,
    *,
    kinds: frozenset[str],
    asked: Seat,
    today: date,
) -> Seat:
    """Return the office that registers the event; `kinds` are those of registering offices, `asked` is who is asked.

    Raises `InvalidInput` where the facts name none and no single one follows from them.
    """
    named = facts.get("registrar")
    if named is not None:
        return Seat(named["member"], named["office"])
    basis = basis_of(kind, lists, occurred_on(facts) or today)
    standing = organisations.offices.get(asked)
    if basis is Basis.ASKED and standing is not None and standing.kind in kinds:
        return asked
    district = _PLACES[basis](kind, facts)
    there = [] if district is None else offices_at(district, kinds, organisations, today)
    if len(there) == 1:
        return there[0]
    if asked in there:
        return asked  # who declares at one of several offices of a district has chosen
    near = there or ([] if district is None else offices_near(district, kinds, organisations, today))
    raise InvalidInput(faults=[registrar_needed(district, near)])


def basis_of(kind: EventKind, lists: CodeLists, day: date) -> Basis:
    """Return what the responsible office follows from on that day; where no rule says it, from where it happened."""
    rules = [code for code in lists.codes(LIST).values() if code.is_valid_on(day)]
    # of several rules the one that is about fewer kinds says more
    rules.sort(key=lambda code: len(code.attributes.get("events", ())))
    for code in rules:
        if kind.value in code.attributes.get("events", ()) and code.attributes.get("basis") in set(Basis):
            return Basis(code.attributes["basis"])
    return Basis.OCCURRENCE


def _where_it_happened(_kind: EventKind, facts: Facts) -> str | None:
    return _district(facts.get("place"))


def _where_the_mother_lives(kind: EventKind, facts: Facts) -> str | None:
    return _district(at(facts, "/mother/residence")) or _where_it_happened(kind, facts)


def _where_they_live(kind: EventKind, facts: Facts) -> str | None:
    for subject in KINDS[kind].subjects:
        if district := _district(at(facts, f"/{subject}/residence")):
            return district
    return _where_it_happened(kind, facts)


def _district(place: Any) -> str | None:  # Any: JSON
    return str(place)[:_DISTRICT] if place is not None and len(str(place)) >= _DISTRICT else None


_PLACES: Final[Mapping[Basis, Callable[[EventKind, Facts], str | None]]] = {
    Basis.OCCURRENCE: _where_it_happened,
    Basis.MOTHER_RESIDENCE: _where_the_mother_lives,
    Basis.RESIDENCE: _where_they_live,
    Basis.ASKED: _where_it_happened,  # of who is no registering office
}
