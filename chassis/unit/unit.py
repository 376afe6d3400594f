"""A unit of work: one request or one event, one transaction. What it changes and what it announces commit together."""

from dataclasses import replace
from datetime import datetime
from typing import Final

from sqlalchemy.ext.asyncio import AsyncConnection

from chassis.process import trace
from chassis.unit.closing import Closing
from contracts.events import Event
from contracts.identifiers import new_id


class Unit:
    """What a use case works with: the open transaction, the time, new ids, and a place for announcements."""

    def __init__(self, connection: AsyncConnection, now: datetime, exchange_id: str | None = None) -> None:
        self.connection: Final = connection
        self.now: Final = now
        self.exchange_id: Final = exchange_id
        self.announced: Final[list[Event]] = []
        self.closing: Closing | None = None
        self.abandoned = False

    def new_id(self, prefix: str) -> str:
        """Return a new identifier such as `cas_…`, sorted by this unit's time."""
        return new_id(prefix, at=self.now)

    def announce(self, event: Event) -> None:
        """Publish `event` if, and only if, this transaction commits; it carries the trace it was caused in."""
        here = trace.current()
        self.announced.append(replace(event, traceparent=here.traceparent) if here else event)

    def abandon(self) -> None:
        """Roll this unit back at its end, without an exception: the answer is a refusal that a route made itself."""
        self.abandoned = True
