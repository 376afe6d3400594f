"""Outbox: events are written in the transaction that announces them, and published only if it commits."""

from collections.abc import Sequence

from chassis.bus.envelope import to_document
from chassis.bus.topics import topic
from contracts.events import Event


def columns(events: Sequence[Event]) -> tuple[list[object], ...]:
    """Return the rows of these events as columns: id, topic, key, type, envelope, traceparent, time.

    Raises `UnknownTopic` now rather than stop the relay later.
    """
    return (
        [event.id for event in events],
        [topic(event.topic).name for event in events],
        [event.key for event in events],
        [event.type for event in events],
        [to_document(event) for event in events],
        [event.traceparent for event in events],
        [event.time for event in events],
    )
