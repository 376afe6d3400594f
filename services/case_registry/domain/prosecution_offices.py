"""Which office of the prosecution enters a case: one with a part in it, that of its place, or one above. No I/O.

The place is that of the case and of the court that has it before it, as the directory places offices. Of a level at
which no office covers it, an office below one that does may be the right one; where the directory places none, any may.
"""

from collections.abc import Sequence
from datetime import date

from contracts.organisations import OfficeFacts
from contracts.problems import InvalidInput
from contracts.seats import Seat
from services.case_registry.domain.case_state import Actor, CaseState
from services.case_registry.domain.words import Kind
from services.case_registry.errors.seats import OtherOffices
from services.case_registry.errors.statement_requests import of_another_place


def must_be_of_the_case(state: CaseState, actor: Actor, place: str, day: date) -> None:
    """Raise `OtherOffices`, with those of the place, for an office of another place without a part in the case."""
    if any(actor.is_own(seat) or actor.is_above(seat) for seat in _with_a_part(state)):
        return
    covering = _covering(actor, _places(state, actor, place), day)
    if not covering or _is_among(actor, covering):
        return
    nearest = max(len(office.place or "") for office in covering)
    said = actor.organisations.named
    named = [said(office.seat) for office in covering if len(office.place or "") == nearest]
    raise OtherOffices(said(actor.seat), offices=named, above=named, kinds=(), levels=())


def must_be_asked_here(asked: Seat, state: CaseState, actor: Actor, place: str, day: date) -> None:
    """Raise `InvalidInput`, with the right ones, for an office that is asked though the case is others' of its level.

    An office above, or of a level at which no office covers the place, may be asked.
    """
    facts = actor.organisations.offices.get(asked)
    covering = _covering(actor, _places(state, actor, place), day)
    right = [office.seat for office in covering if facts is not None and office.level == facts.level]
    if right and asked not in right and asked not in _with_a_part(state):
        raise InvalidInput(faults=[of_another_place([*map(actor.organisations.named, right)])])


def _with_a_part(state: CaseState) -> set[Seat]:
    return {state.responsible, *(seat for seat, _ in state.involved)}


def _places(state: CaseState, actor: Actor, place: str) -> list[str]:
    court = None if state.court is None else actor.organisations.offices.get(state.court)
    return [place] if court is None or court.place is None else [place, court.place]


def _covering(actor: Actor, places: Sequence[str], day: date) -> list[OfficeFacts]:
    """Return the offices of the prosecution in whose area one of these places lies."""
    members = actor.organisations.members
    found = [
        office
        for office in actor.organisations.offices.values()
        if office.place is not None
        and members[office.seat.member].kind == Kind.PROSECUTOR
        and office.is_open_on(day)
        and any(place.startswith(office.place) for place in places)
    ]
    return sorted(found, key=lambda office: office.seat)


def _is_among(actor: Actor, covering: Sequence[OfficeFacts]) -> bool:
    if any(actor.is_own(office.seat) or actor.is_above(office.seat) for office in covering):
        return True
    standing = actor.standing
    if any(office.level == standing.level for office in covering):
        return False
    over = {office.seat.office for office in covering if office.seat.member == standing.seat.member}
    return not over.isdisjoint(standing.above)
