"""Parameters of reconciliations: with whom, in which month, whose figures, and the cursor."""

from dataclasses import dataclass, replace
from typing import Annotated, Final

from fastapi import Depends, Query
from pydantic import Field

from chassis.http.pages import Cursor, Limit, PageQuery, Position
from chassis.reference.held import HeldOrganisationsDep
from services.case_registry.domain.reconciliations import Month
from services.case_registry.wire.seats import ANY_SEAT, MEMBER, OFFICE, SeatAsked, SeatDep, must_be_known

_MONTH: Final = "^(19[89][0-9]|20[0-9]{2})-(0[1-9]|1[0-2])$"
_With = Annotated[
    str, Query(alias="with", max_length=64, pattern=MEMBER, description="The other member.", examples=["psc"])
]
_WithOffice = Annotated[
    str | None, Query(alias="withOffice", max_length=40, pattern=OFFICE, description="Only this office of it.")
]
_Month = Annotated[
    str,
    Query(alias="month", pattern=_MONTH, description="Month of the common era, such as 2026-03.", examples=["2026-03"]),
]


class PassagePosition(Position):
    """The case or hand-over after which a page begins."""

    key: Annotated[str, Field(pattern="^(cas|hov)_[0-9a-hjkmnp-tv-z]{26}$")]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReconciliationQuery(PageQuery[PassagePosition]):
    """Between whom, in which month, and where the page begins."""

    other: str
    other_office: str | None = None
    month: Month
    seat: SeatAsked = ANY_SEAT

    @property
    def theirs(self) -> SeatAsked:
        """The other side."""
        return SeatAsked(self.other, self.other_office)


# `async`, though they wait for nothing: FastAPI sends plain functions to a thread, which costs more than the function
async def _asked(
    held: HeldOrganisationsDep, seat: SeatDep, other: _With, month: _Month, other_office: _WithOffice = None
) -> ReconciliationQuery:
    must_be_known(held.current, other, other_office, names=("with", "withOffice"))
    return ReconciliationQuery(limit=1, other=other, other_office=other_office, month=Month.of(month), seat=seat)


ReconciliationDep = Annotated[ReconciliationQuery, Depends(_asked)]


async def _paged(asked: ReconciliationDep, limit: Limit = 50, cursor: Cursor = None) -> ReconciliationQuery:
    return replace(asked, limit=limit).continued(cursor, PassagePosition)


ReconciliationPageDep = Annotated[ReconciliationQuery, Depends(_paged)]
