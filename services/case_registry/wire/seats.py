"""Parameters of lists and figures that name a seat: a member and its office, with all offices below it if asked for."""

from dataclasses import dataclass
from typing import Annotated, Final

from fastapi import Depends, Query

from chassis.reference.held import HeldOrganisationsDep
from contracts.organisations import Organisations
from contracts.problems import InvalidInput
from contracts.seats import Seat
from services.case_registry.domain.words import WantedSeats
from services.case_registry.errors.seats import BELOW_WHAT, no_such_member, no_such_office, office_of_whom

MEMBER: Final = "^[a-z][a-z0-9]*(-[a-z0-9]+)*$"
OFFICE: Final = "^[A-Za-z0-9]+(-[A-Za-z0-9]+)*$"
MemberParameter = Annotated[
    str | None, Query(alias="member", max_length=64, pattern=MEMBER, description="Only those of this member.")
]
OfficeParameter = Annotated[
    str | None,
    Query(
        alias="office",
        max_length=40,
        pattern=OFFICE,
        description="Only those of this office of `member`, and of closed offices that it took over.",
    ),
]
BelowParameter = Annotated[bool, Query(alias="below", description="With `office`: those of all offices below it, too.")]
CourtMemberParameter = Annotated[
    str | None,
    Query(alias="courtMember", max_length=64, pattern=MEMBER, description="Only cases before courts of this member."),
]
CourtOfficeParameter = Annotated[
    str | None,
    Query(
        alias="courtOffice",
        max_length=40,
        pattern=OFFICE,
        description="Only cases before this court of `courtMember`, or before a closed one that it took over.",
    ),
]


@dataclass(frozen=True, slots=True)
class SeatAsked:
    """The seat that a query names, before it is known who took over whose records."""

    member: str | None = None
    office: str | None = None
    below: bool = False

    def wanted(self, organisations: Organisations) -> WantedSeats | None:
        """Return whose rows are asked for; None where no seat is named."""
        if self.member is None:
            return None
        if self.office is None:
            offices = [seat for seat in organisations.offices if seat.member == self.member]
            taken = frozenset[Seat]().union(*(organisations.succeeded(seat) for seat in offices))
            return WantedSeats(taken, self.member)
        seat = Seat(self.member, self.office)
        seats = organisations.below(seat) if self.below else {seat, *organisations.succeeded(seat)}
        return WantedSeats(frozenset(seats))


ANY_SEAT: Final = SeatAsked()


# `async`, though they wait for nothing: FastAPI sends plain functions to a thread, which costs more than the function
async def _seat_asked(
    held: HeldOrganisationsDep,
    member: MemberParameter = None,
    office: OfficeParameter = None,
    below: BelowParameter = False,
) -> SeatAsked:
    _must_be_whole(member, office, names=("member", "office"))
    must_be_known(held.current, member, office, names=("member", "office"))
    if below and office is None:
        raise InvalidInput(faults=[BELOW_WHAT])
    return SeatAsked(member, office, below)


async def _court_asked(
    held: HeldOrganisationsDep, court_member: CourtMemberParameter = None, court_office: CourtOfficeParameter = None
) -> SeatAsked:
    _must_be_whole(court_member, court_office, names=("courtMember", "courtOffice"))
    must_be_known(held.current, court_member, court_office, names=("courtMember", "courtOffice"))
    return SeatAsked(court_member, court_office)


def _must_be_whole(member: str | None, office: str | None, *, names: tuple[str, str]) -> None:
    """Raise `InvalidInput` for an office without its member: two members may give theirs the same code."""
    if office is not None and member is None:
        raise InvalidInput(faults=[office_of_whom(*names)])


def must_be_known(
    organisations: Organisations, member: str | None, office: str | None, *, names: tuple[str, str]
) -> None:
    """Raise `InvalidInput` for a member or an office that the directory never had: an empty list would be an answer.

    What has ended is known: one may look for its records.
    """
    if member is None:
        return
    if member not in organisations.members:
        raise InvalidInput(faults=[no_such_member(names[0])])
    if office is not None and organisations.office(member, office) is None:
        raise InvalidInput(faults=[no_such_office(names[1])])


SeatDep = Annotated[SeatAsked, Depends(_seat_asked)]
CourtDep = Annotated[SeatAsked, Depends(_court_asked)]
