"""Refusal of who has named no office, with the offices that it could have named."""

from datetime import date

from contracts.organisations import Organisations
from contracts.problems import OfficeNeeded
from contracts.seats import Seat
from contracts.voucher import Caller

__all__ = ["OfficeNeeded", "office_needed"]


def office_needed(caller: Caller, organisations: Organisations, today: date) -> OfficeNeeded:
    """Return the refusal of an act, naming the offices that the caller's system is enrolled for and that are open."""
    holding = caller.holding
    held = [office.seat for office in organisations.of_member(caller.member, today)]
    if holding.below is not None:
        below = organisations.below(Seat(caller.member, holding.below))
        held = [seat for seat in held if seat in below]
    elif not holding.every:
        held = [seat for seat in held if seat.office in holding.codes]
    return OfficeNeeded(offices=[seat.office for seat in held])
