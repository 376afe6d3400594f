"""What waits in a component: events to be published, dead letters, and events on the bus; shown in its metrics."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import text

from chassis.events.consumer import Consumers
from chassis.postgres.database import reachable
from chassis.process.sampling import Sampler
from chassis.process.telemetry import Sample
from chassis.unit.units import Units

# Both tables have an index of what waits, as small as the backlog.
_WAITING: Final = text(
    """
    select (select count(*) from outbox where published_at is null) as pending,
      (select created_at from outbox where published_at is null order by position limit 1) as pending_since,
      letters.count as letters, letters.since as letters_since
    from (select count(*), min(failed_at) as since from dead_letters where replayed_at is null) as letters
    """
)


def watch(sampler: Sampler, units: Units, consumers: Consumers | None) -> None:
    """Show what waits; the two tables are asked with one statement."""
    sampler.gauge("saphan.outbox.pending", "{event}", "Events in the outbox that the bus does not have yet.")
    sampler.gauge("saphan.outbox.age", "s", "Age of the oldest event in the outbox that the bus does not have yet.")
    sampler.gauge(
        "saphan.dead_letters", "{event}", "Events that could not be handled, and those that wait behind them."
    )
    sampler.gauge("saphan.dead_letters.age", "s", "Age of the oldest of these events' failures.")

    async def backlog() -> Mapping[str, Sequence[Sample]]:
        async with reachable(), units.engine.connect() as connection:
            row = (await connection.execute(_WAITING)).one()
        now = units.clock.now()
        return {
            "saphan.outbox.pending": [(row.pending, {})],
            "saphan.outbox.age": [(_age_s(row.pending_since, now), {})],
            "saphan.dead_letters": [(row.letters, {})],
            "saphan.dead_letters.age": [(_age_s(row.letters_since, now), {})],
        }

    sampler.read(backlog)
    if consumers is not None:
        sampler.gauge("saphan.consumer.lag", "{event}", "Events on the bus that this consumer has not handled yet.")
        sampler.read(lambda: _lag(consumers))


async def _lag(consumers: Consumers) -> Mapping[str, Sequence[Sample]]:
    return {"saphan.consumer.lag": [(events, {"topic": topic}) for topic, events in (await consumers.lag()).items()]}


def _age_s(since: datetime | None, now: datetime) -> float:
    return 0.0 if since is None else max(0.0, (now - since).total_seconds())
