"""SQL of what a court leaves behind: proceedings end with their seats, hearings free their judges and rooms."""

from collections.abc import Collection
from datetime import date
from typing import Final

from sqlalchemy import delete, update

from chassis.postgres.statements import table_of
from chassis.unit.unit import Unit
from contracts.national.justice.hearing import Hearing
from contracts.seats import Seat
from services.case_registry.models.hearings import HearingClaimRow, HearingRow
from services.case_registry.models.proceedings import PanelSeatRow, ProceedingRow
from services.case_registry.store.hearings import DOCUMENTS

_PROCEEDINGS: Final = table_of(ProceedingRow)
_SEATS: Final = table_of(PanelSeatRow)
_HEARINGS: Final = table_of(HearingRow)
_CLAIMS: Final = table_of(HearingClaimRow)


async def scheduled(unit: Unit, case_id: str, proceeding_ids: Collection[str]) -> list[Hearing]:
    """Return the hearings of these proceedings that have no outcome, in the order of their time."""
    columns = _HEARINGS.c
    query = DOCUMENTS.where(
        columns.case_id == case_id, columns.proceeding_id.in_(proceeding_ids), columns.status == "scheduled"
    )
    rows = await unit.connection.execute(query.order_by(columns.starts_at, columns.hearing_id))
    return [Hearing.model_validate(row) for row in rows.mappings()]


async def cancel(unit: Unit, hearing_ids: Collection[str], status: str) -> None:
    """Write that these hearings do not take place; their judges and rooms are free."""
    await unit.connection.execute(
        update(_HEARINGS).where(_HEARINGS.c.hearing_id.in_(hearing_ids)).values(status=status)
    )
    await unit.connection.execute(delete(_CLAIMS).where(_CLAIMS.c.hearing_id.in_(hearing_ids)))


async def transfer(unit: Unit, proceeding_ids: Collection[str], to: Seat, on: date) -> None:
    """Write that these proceedings, and the seats of their panels, ended on that day because of that court."""
    columns, seats = _PROCEEDINGS.c, _SEATS.c
    await unit.connection.execute(
        update(_PROCEEDINGS)
        .where(columns.proceeding_id.in_(proceeding_ids))
        .values(ended_on=on, transferred_member=to.member, transferred_office=to.office)
    )
    await unit.connection.execute(
        update(_SEATS).where(seats.proceeding_id.in_(proceeding_ids), seats.held_to.is_(None)).values(held_to=on)
    )
