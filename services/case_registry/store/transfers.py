"""SQL of what a court leaves behind: proceedings end with their seats, hearings free their judges and rooms."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Final

from sqlalchemy import delete, update

from chassis.postgres.statements import table_of
from chassis.unit.unit import Unit
from contracts.national.justice.hearing import Hearing
from contracts.national.justice.panel_seat import PanelSeat
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


async def end(unit: Unit, proceeding_id: str, on: date, left: Iterable[tuple[PanelSeat, date]]) -> None:
    """Write that proceedings ended on that day, and each of these seats on its own."""
    columns = _PROCEEDINGS.c
    ended = update(_PROCEEDINGS).where(columns.proceeding_id == proceeding_id).values(ended_on=on)
    await unit.connection.execute(ended)
    for seat, last in left:
        await _keep_seat(unit, proceeding_id, seat, last)


async def go_on(unit: Unit, proceeding_id: str, seats: Iterable[PanelSeat]) -> None:
    """Write that proceedings go on, and that these seats are held again."""
    columns = _PROCEEDINGS.c
    going_on = update(_PROCEEDINGS).where(columns.proceeding_id == proceeding_id).values(ended_on=None)
    await unit.connection.execute(going_on)
    for seat in seats:
        await _keep_seat(unit, proceeding_id, seat, None)


async def _keep_seat(unit: Unit, proceeding_id: str, seat: PanelSeat, to: date | None) -> None:
    columns = _SEATS.c
    own = (columns.proceeding_id == proceeding_id, columns.judge_id == seat.judge_id, columns.held_from == seat.from_)
    await unit.connection.execute(update(_SEATS).where(*own).values(held_to=to))
