"""SQL of the cause list of a day: the hearings before one court, with what its door may show."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.engine import RowMapping

from chassis.postgres.statements import table_of
from chassis.unit.unit import Unit
from contracts.seats import Seat
from services.case_registry.domain.reads import Sight
from services.case_registry.domain.words import WantedSeats
from services.case_registry.models.hearings import HearingRow
from services.case_registry.models.proceedings import PanelSeatRow
from services.case_registry.store.cases import NUMBERS
from services.case_registry.store.hearings import STARTS_AT, STARTS_ON
from services.case_registry.store.seats import is_wanted
from services.case_registry.store.visibility import CASES, VISIBLE, parameters

_HEARINGS: Final = table_of(HearingRow)
_SEATS: Final = table_of(PanelSeatRow)
_PRESIDING: Final = (
    select(_SEATS.c.name)
    .where(
        _SEATS.c.proceeding_id == _HEARINGS.c.proceeding_id, _SEATS.c.role == "presiding", _SEATS.c.held_to.is_(None)
    )
    .limit(1)
    .scalar_subquery()
)
# the latest number that this very court gave: parties know the case by it
_NUMBER: Final = (
    select(NUMBERS.c.printed)
    .where(
        NUMBERS.c.case_id == _HEARINGS.c.case_id,
        NUMBERS.c.member == _HEARINGS.c.court_member,
        NUMBERS.c.office == _HEARINGS.c.court_office,
    )
    .order_by(NUMBERS.c.assigned_on.desc(), NUMBERS.c.printed)
    .limit(1)
    .scalar_subquery()
)


async def between(
    unit: Unit, court: Seat, succeeded: Sequence[Seat], times: tuple[datetime, datetime], *, sight: Sight, limit: int
) -> Sequence[RowMapping]:
    """Return the hearings of a court, of cases in sight, that begin between these times, in their order.

    Those of a day alone stand where it begins: they come first.
    """
    begins, ends = times
    seats = WantedSeats(frozenset({court, *succeeded}))
    shown = ("ends_at", "room", "kind", "status")
    hearings = (
        select(
            *(STARTS_AT, STARTS_ON, *(_HEARINGS.c[name] for name in shown)),
            *(
                CASES.c.case_id,
                CASES.c.restriction,
                CASES.c.category,
                _NUMBER.label("number"),
                _PRESIDING.label("presiding"),
            ),
        )
        .join_from(_HEARINGS, CASES, CASES.c.case_id == _HEARINGS.c.case_id)
        .where(
            *is_wanted(_HEARINGS.c.court_member, _HEARINGS.c.court_office, seats),
            _HEARINGS.c.starts_at >= begins,
            _HEARINGS.c.starts_at < ends,
            VISIBLE,
        )
        .order_by(_HEARINGS.c.starts_at, _HEARINGS.c.room_normal, _HEARINGS.c.hearing_id)
        .limit(limit)
    )
    return (await unit.connection.execute(hearings, parameters(sight))).mappings().all()
