"""Events for tests: real types on real topics, each test with a source of its own."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from chassis.bus.port import Batch, Bus, Subscription, Unreadable
from contracts.events import Event

CASE_OPENED = "la.gov.justice.case.opened.v1"
BIRTH_REGISTERED = "la.gov.civil.birth.registered.v1"


def an_event(
    subject: str = "cas_1",
    *,
    type: str = CASE_OPENED,
    source: str = "test",
    note: str = "",
    traceparent: str | None = None,
) -> Event:
    """Return an event; `note` tells apart those of one subject."""
    return Event(
        id=str(uuid4()),
        type=type,
        source=source,
        subject=subject,
        time=datetime(2026, 1, 2, 3, 4, 5, 678901, tzinfo=UTC),
        dataschema="https://schemas.saphan.gov.la/events/case-opened/v1",
        data={"caseId": subject, "note": note or "ສຳນວນ"},
        traceparent=traceparent,
    )


async def publish(bus: Bus, *events: Event) -> None:
    """Put the events on the bus through a producer of this moment."""
    producer = await bus.producer()
    try:
        await producer.publish(events)
    finally:
        await producer.close()


def events_of(batch: Batch) -> list[Event]:
    """Return the events of a batch, in order."""
    return [each.content for each in batch.deliveries if not isinstance(each.content, Unreadable)]


async def read(
    subscription: Subscription, enough: Callable[[list[Event]], bool], *, commit: bool = True, source: str = "test"
) -> list[Event]:
    """Read events of this source until there are enough of them."""
    found: list[Event] = []
    async with asyncio.timeout(30):
        while not enough(found):
            batch = await subscription.next()
            found += [event for event in events_of(batch) if event.source == source]
            if commit:
                await subscription.commit(batch)
    return found


def count(number: int) -> Callable[[list[Event]], bool]:
    """Enough is this many."""
    return lambda found: len(found) >= number


async def until(true: Callable[[], bool], *, within_s: float = 60) -> None:
    """Wait for what other tasks or processes bring about."""
    async with asyncio.timeout(within_s):
        while not true():  # noqa: ASYNC110 (there is nobody to set an event)
            await asyncio.sleep(0.02)


async def eventually(look: Callable[[], Awaitable[Any]], expected: Any) -> None:
    """Look again until it is so, or say after 20 seconds what it was instead."""
    for _ in range(400):
        if await look() == expected:
            return
        await asyncio.sleep(0.05)
    assert await look() == expected
