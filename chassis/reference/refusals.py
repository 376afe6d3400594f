"""Refusal of who has named no office, with the offices that it could have named."""

from datetime import date

from contracts.organisations import Organisations
from contracts.problems import OfficeNeeded, Problem, Unavailable
from contracts.seats import Seat
from contracts.voucher import Caller

__all__ = ["OfficeNeeded", "office_needed"]


def not_known_yet() -> Unavailable:
    """Return the refusal where a name that the gateway has let pass is not held yet; that takes two seconds at most.

    The gateway has looked it up in a newer directory: to refuse it as unknown would be wrong, and so would be to guess.
    """
    return Unavailable(retry_after_s=1)


def office_needed(caller: Caller, organisations: Organisations, today: date) -> Problem:
    """Return the refusal of an act, naming the offices that the caller's system is enrolled for and that are open.

    Of a member that is newer than what this service holds they cannot be named: it is asked to come again.
    """
    holding = caller.holding
    if caller.member not in organisations.members:
        return OfficeNeeded(offices=holding.codes) if holding.codes else not_known_yet()
    held = [office.seat for office in organisations.of_member(caller.member, today)]
    if holding.below is not None:
        below = organisations.below(Seat(caller.member, holding.below))
        held = [seat for seat in held if seat in below]
    elif not holding.every:
        held = [seat for seat in held if seat.office in holding.codes]
    return OfficeNeeded(offices=[seat.office for seat in held])
