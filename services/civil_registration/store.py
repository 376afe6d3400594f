"""SQL of civil registration: vital events, their append-only log of actions, serial numbers."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert

from chassis.postgres.statements import table_of
from chassis.unit.unit import Unit
from contracts.seats import Seat
from services.civil_registration.domain.actions import Action, Author, Kind
from services.civil_registration.domain.records import Record, replay, tracking_id
from services.civil_registration.models import ActionRow, CivilEventRow, SerialRow

_EVENTS: Final = table_of(CivilEventRow)
_ACTIONS: Final = table_of(ActionRow)
_SERIALS: Final = table_of(SerialRow)


async def add_event(unit: Unit, event_id: str, record: Record) -> None:
    """Write a new event with the action that opened it."""
    row = {
        "event_id": event_id,
        "kind": record.kind,
        "state": record.state,
        "district": record.district,
        "declared_by": record.declarer.member,
        "declared_office": record.declarer.office,
        "registrar_member": record.registrar.member,
        "registrar_office": record.registrar.office,
        "tracking_id": tracking_id(record.kind, event_id),
        "registration_number": None,
    }
    await unit.connection.execute(insert(_EVENTS), row)
    await _append(unit, event_id, record.actions, first=0)


async def add_actions(unit: Unit, event_id: str, before: Record, after: Record) -> None:
    """Append the actions that `after` has beyond `before` to the log, and update the event's row."""
    number = (after.registration or {}).get("registrationNumber")
    change = update(_EVENTS).where(_EVENTS.c.event_id == event_id)
    await unit.connection.execute(change.values(state=after.state, registration_number=number))
    written = len(before.actions)
    await _append(unit, event_id, after.actions[written:], first=written)


async def record(unit: Unit, event_id: str, *, to_change: bool = False) -> Record | None:
    """Return the record of an event, or None when there is no such event.

    `to_change` holds the event until the transaction ends, so that two registrars cannot both find it declared.
    """
    if to_change:
        await unit.connection.execute(select(1).where(_EVENTS.c.event_id == event_id).with_for_update())
    rows = (
        await unit.connection.execute(
            select(_ACTIONS, _EVENTS.c.registrar_member, _EVENTS.c.registrar_office)
            .join(_EVENTS, _EVENTS.c.event_id == _ACTIONS.c.event_id)
            .where(_ACTIONS.c.event_id == event_id)
            .order_by(_ACTIONS.c.position)
        )
    ).all()
    if not rows:
        return None
    actions = [
        Action(Kind(row.kind), Author(Seat(row.member, row.office), row.system, row.officer, row.at), row.content)
        for row in rows
    ]
    return replay(actions, Seat(rows[0].registrar_member, rows[0].registrar_office))


async def next_serial(unit: Unit, district: str, year: int) -> int:
    """Return the next serial number of the district's year; no gaps, since a rollback takes it back."""
    given = insert(_SERIALS).values(district=district, year=year, last=1)
    counted = given.on_conflict_do_update(
        index_elements=[_SERIALS.c.district, _SERIALS.c.year], set_={"last": _SERIALS.c.last + 1}
    ).returning(_SERIALS.c.last)
    serial: int = (await unit.connection.execute(counted)).scalar_one()
    return serial


async def _append(unit: Unit, event_id: str, log: Sequence[Action], *, first: int) -> None:
    rows = [
        {
            "event_id": event_id,
            "position": position,
            "kind": action.kind,
            "at": action.author.at,
            "member": action.author.seat.member,
            "office": action.author.seat.office,
            "system": action.author.system,
            "officer": action.author.officer,
            "content": dict(action.content),
        }
        for position, action in enumerate(log, start=first)
    ]
    await unit.connection.execute(insert(_ACTIONS), rows)
