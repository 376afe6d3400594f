"""Parameters that name the office whose events are asked for: one, its own, or with all offices below it."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Query

from chassis.http.caller import CallerDep
from chassis.reference.held import HeldOrganisationsDep
from chassis.reference.rights import seats_below
from contracts.organisations import Organisations
from contracts.problems import InvalidInput
from contracts.seats import Seat
from contracts.voucher import Caller
from services.civil_registration.errors.work_list import NO_SUCH_OFFICE, OFFICE_OF_MEMBER

_Member = Annotated[
    str | None,
    Query(
        alias="member",
        max_length=64,
        pattern="^[a-z][a-z0-9]*(-[a-z0-9]+)*$",
        description="Whose `office` is meant; without it one of your own member.",
    ),
]
_Office = Annotated[
    str | None,
    Query(
        alias="office",
        max_length=40,
        pattern="^[A-Za-z0-9]+(-[A-Za-z0-9]+)*$",
        description="Only events of this office, and of closed offices that it took over; without it those of your "
        "own. Who keeps the register, and who has named no office, is shown all in its sight.",
    ),
]
_Below = Annotated[bool, Query(alias="below", description="Those of all offices below it, too: for who supervises.")]


@dataclass(frozen=True, slots=True)
class SeatAsked:
    """The office that a query names, before it is known who took over whose records."""

    member: str | None = None
    office: str | None = None
    below: bool = False

    def wanted(self, caller: Caller, organisations: Organisations) -> frozenset[Seat] | None:
        """Return whose events are asked for; None where no office is named, and the caller stands at none."""
        if self.member is not None and self.office is not None:
            seat = Seat(self.member, self.office)
            return organisations.below(seat) if self.below else frozenset({seat, *organisations.succeeded(seat)})
        if caller.standing is None:
            return None
        own = {caller.standing.seat, *caller.standing.succeeds}
        return seats_below(caller, organisations) if self.below else frozenset(own)


# `async`, though it waits for nothing: FastAPI sends a plain function to a thread, which costs more than the function
async def _seat_asked(
    caller: CallerDep,
    held: HeldOrganisationsDep,
    member: _Member = None,
    office: _Office = None,
    below: _Below = False,
) -> SeatAsked:
    if office is None:
        if member is not None:
            raise InvalidInput(faults=[OFFICE_OF_MEMBER])
        return SeatAsked(below=below)
    named = member or caller.member
    # an office that the directory never had is a slip: an empty list would be an answer
    if held.current.office(named, office) is None and (caller.seat is None or caller.seat != Seat(named, office)):
        raise InvalidInput(faults=[NO_SUCH_OFFICE])
    return SeatAsked(named, office, below)


SeatDep = Annotated[SeatAsked, Depends(_seat_asked)]
