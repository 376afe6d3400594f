"""Retention of the chassis's tables in every component's database."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from chassis.bus.topics import topics
from chassis.postgres.retention import Kept, Register, Rule
from chassis.unit import effects, idempotency

# Kafka removes whole segments: a message stays up to a segment's time (a week unless changed) longer than its topic
# says, and a group that was away for a week has lost its place and reads everything again. So long, and a week more.
_LONGER: Final = timedelta(days=15)


def bus_keeps() -> timedelta:
    """Return how long the bus keeps events, by the topic that keeps them longest."""
    return timedelta(days=max(topic.retention_days for topic in topics().values()))


def of_the_chassis() -> Sequence[Kept]:
    """Return what is kept of outbox, inbox, dead letters, kept answers and effects."""
    return (*_of_events(), *_of_calls(), Register("alembic_version", "one row: the schema's revision"))


def _of_events() -> Sequence[Kept]:
    return (
        Rule(
            "outbox",
            "published_at",
            bus_keeps(),
            "as long as the bus itself keeps them (deploy/topics.toml): one that was lost is filled again from here",
            order="position",
            only="published_at is not null",
        ),
        Rule(
            "inbox",
            "consumed_at",
            bus_keeps() + _LONGER,
            "longer than the bus may deliver an event again: an event without its row would have its effect twice",
            order="consumer_group, event_id",  # an event's id begins with its time
        ),
        Rule(
            "dead_letters",
            "replayed_at",
            timedelta(days=90),
            "one that was handled at last is shown to whoever asks what became of it; those that wait stay",
            order="id",
            only="replayed_at is not null",
        ),
    )


def _of_calls() -> Sequence[Kept]:
    return (
        Rule(
            "idempotency",
            "kept_at",
            idempotency.KEPT_FOR,
            "so long a caller may repeat a call and get its answer",
            order="kept_at",
        ),
        Rule(
            "effects",
            "recorded_at",
            effects.KEPT_FOR,
            "so long a gateway that was away may ask what became of a call; after it, it is told that nobody knows",
            order="exchange_id",
        ),
    )
