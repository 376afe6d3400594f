"""Inbox: the events that a consumer group has consumed, recorded in the transaction of their effect."""

from sqlalchemy import exists, select
from sqlalchemy.dialects.postgresql import insert

from chassis.unit.tables import INBOX
from chassis.unit.unit import Unit


async def accept(unit: Unit, group: str, event_id: str) -> bool:
    """Record the event as consumed; return False when it was consumed before."""
    row = {"consumer_group": group, "event_id": event_id, "consumed_at": unit.now}
    # the row count tells, not a caught IntegrityError: that would have broken the transaction
    done = await unit.connection.execute(insert(INBOX).values(row).on_conflict_do_nothing())
    return done.rowcount == 1


async def holds(unit: Unit, group: str, event_id: str) -> bool:
    """Tell whether the group has consumed this event."""
    mine = select(INBOX).where(INBOX.c.consumer_group == group, INBOX.c.event_id == event_id)
    return bool(await unit.connection.scalar(select(exists(mine))))
