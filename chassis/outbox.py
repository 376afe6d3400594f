"""The outbox: what a transaction announces is written with it, and leaves with its commit or not at all."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.bus.envelope import to_document
from chassis.bus.topics import topic
from chassis.tables import OUTBOX
from contracts.events import Event

_INSERT: Final = insert(OUTBOX)


async def write(connection: AsyncConnection, events: Sequence[Event]) -> None:
    """Add the events to the outbox in their order; raise `UnknownTopic` now rather than stop the relay later."""
    rows = [
        {
            "event_id": event.id,
            "topic": topic(event.topic).name,
            "key": event.key,
            "type": event.type,
            "envelope": to_document(event),
            "traceparent": event.traceparent,
            "created_at": event.time,
        }
        for event in events
    ]
    # One statement for all rows could number them in any order; there are rarely more than two.
    for row in rows:
        await connection.execute(_INSERT, row)
