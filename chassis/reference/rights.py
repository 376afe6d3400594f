"""Whose a record is: the caller's own, or of an office below the one it acts from. The one way for services to ask."""

from contracts.organisations import Organisations
from contracts.seats import Seat
from contracts.voucher import Caller


def is_own(caller: Caller, seat: Seat) -> bool:
    """Tell by the voucher alone whether a record of that seat is the caller's own; without an office it never is."""
    return caller.standing is not None and caller.standing.is_own(seat)


def is_above(caller: Caller, seat: Seat, organisations: Organisations) -> bool:
    """Tell whether the caller's office stands in the line above that seat. An office is not above itself.

    The voucher is newer than what this process holds, for up to two seconds. Where the two tell different lines above
    the caller's own office, offices are moving right now, and nobody is let in by what may have been true before.
    """
    standing = caller.standing
    if standing is None or standing.is_own(seat):
        return False
    if seat.member == standing.seat.member and seat.office in standing.above:
        return False  # the voucher suffices: that office is above the caller's
    return _agree(caller, organisations) and organisations.is_above(standing.seat, seat)


def _agree(caller: Caller, organisations: Organisations) -> bool:
    standing = caller.standing
    if standing is None:
        return False
    held = organisations.above(standing.seat)
    return standing.above == tuple(up.office for up in held if up.member == standing.seat.member)


def seats_below(caller: Caller, organisations: Organisations) -> frozenset[Seat]:
    """Return the seats whose records a list may show the caller: its own, those below it, and what they took over.

    Who has named no office stands at all offices that its system is enrolled for, at once.
    """
    standing = caller.standing
    if standing is not None:
        return organisations.below(standing.seat) | {standing.seat, *standing.succeeds}
    holding, member = caller.holding, caller.member
    if holding.every:
        tops = [seat for seat in organisations.offices if seat.member == member]
        return frozenset(tops).union(*(organisations.succeeded(seat) for seat in tops))
    if holding.below is not None:
        return organisations.below(Seat(member, holding.below))
    tops = [Seat(member, code) for code in holding.codes]
    return frozenset(tops).union(*(organisations.succeeded(seat) for seat in tops))
