"""What the lists for a door are asked with: one office, and a day."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import Depends, Query

from chassis.reference.held import HeldOrganisationsDep
from contracts.calendar import Day
from contracts.seats import Seat
from services.case_registry.wire.seats import MEMBER, OFFICE, must_be_known

_Member = Annotated[
    str,
    Query(alias="member", max_length=64, pattern=MEMBER, description="Member of the office.", examples=["psc"]),
]
_Office = Annotated[
    str,
    Query(alias="office", max_length=40, pattern=OFFICE, description="Whose door it is for.", examples=["0101"]),
]
_On = Annotated[Day | None, Query(alias="on", description="Day of the list; today in Vientiane unless said.")]


@dataclass(frozen=True, slots=True)
class DoorQuery:
    """For which office, and of which day; None: today."""

    seat: Seat
    on: date | None = None


# `async`, though it waits for nothing: FastAPI sends a plain function to a thread, which costs more than the function
async def _door_query(held: HeldOrganisationsDep, member: _Member, office: _Office, on: _On = None) -> DoorQuery:
    must_be_known(held.current, member, office, names=("member", "office"))
    return DoorQuery(Seat(member, office), on)


DoorQueryDep = Annotated[DoorQuery, Depends(_door_query)]
