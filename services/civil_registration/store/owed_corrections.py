"""SQL of the corrections of events that offices have to hear of."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import func, insert, select, update

from chassis.postgres.statements import in_seats, table_of
from chassis.unit.unit import Unit
from contracts.national.civil.owed_event_correction import OwedEventCorrection
from contracts.seats import Seat
from services.civil_registration.models.owed_corrections import OwedEventCorrectionRow
from services.civil_registration.store.events import EVENTS

_OWED: Final = table_of(OwedEventCorrectionRow)


async def owe(
    unit: Unit, event_id: str, correction_id: str, members: Sequence[str], seats: Collection[Seat], by: Seat
) -> None:
    """Write to which offices a correction is owed."""
    rows = [
        {
            "correction_id": correction_id,
            "member": seat.member,
            "office": seat.office,
            "event_id": event_id,
            "members": list(members),
            "by_member": by.member,
            "by_office": by.office,
            "recorded_at": unit.now,
        }
        for seat in sorted(seats)
    ]
    if rows:
        await unit.connection.execute(insert(_OWED), rows)


async def owed(
    unit: Unit,
    seats: Collection[Seat],
    *,
    only: tuple[str, str] | None = None,
    open_only: bool = False,
    since: datetime | None = None,
    after: str = "",
    limit: int = 1,
) -> list[OwedEventCorrection]:
    """Return the corrections owed to these offices after this one, or only the one of this event, oldest first."""
    columns = _OWED.c
    query = (
        select(
            *(columns[name] for name in ("correction_id", "event_id", "members", "recorded_at", "acknowledged_at")),
            EVENTS.c.kind,
            func.jsonb_build_object("member", columns.member, "office", columns.office).label("office"),
            func.jsonb_build_object("member", columns.by_member, "office", columns.by_office).label("by"),
        )
        .join(EVENTS, EVENTS.c.event_id == columns.event_id)
        .where(
            in_seats(columns.member, columns.office, seats),
            columns.correction_id > after,
            *([columns.acknowledged_at.is_(None)] if open_only else []),
            *([columns.recorded_at > since] if since is not None else []),
            *([columns.event_id == only[0], columns.correction_id == only[1]] if only is not None else []),
        )
        .order_by(columns.correction_id, columns.office)
        .limit(limit)
    )
    return [OwedEventCorrection.model_validate(dict(row)) for row in (await unit.connection.execute(query)).mappings()]


async def acknowledge(
    unit: Unit, event_id: str, correction_id: str, seats: Collection[Seat], *, officer: str | None, note: str | None
) -> None:
    """Write that these offices have heard of a correction: the first time counts, who says it again changes nothing."""
    columns = _OWED.c
    heard = update(_OWED).where(
        columns.event_id == event_id,
        columns.correction_id == correction_id,
        in_seats(columns.member, columns.office, seats),
        columns.acknowledged_at.is_(None),
    )
    said: dict[str, Any] = {"acknowledged_at": unit.now, "officer": officer, "note": note}  # Any: SQL types
    await unit.connection.execute(heard.values(said))
