"""Sweep of retention: removes what is due in small batches, and measures how old the oldest rows are.

A row goes when both clocks say so, ours and the database's: one that is ahead must not forget for everybody.
"""

import asyncio
import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, TypeAlias

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.ext.asyncio import AsyncEngine

from chassis.postgres.database import AWAY
from chassis.postgres.retention import Kept, Rule, rules_of
from chassis.process.clock import Clock

_LOG: Final = logging.getLogger(__name__)

EVERY_S: Final = 60.0
BATCH: Final = 1_000  # rows of one transaction: it holds no lock that anybody notices
_LOOKED_AT: Final = 10_000  # of the first rows in the rule's order: a table of rows that stay is never scanned
_BATCHES: Final = 200  # of one rule in one round, so that the others have their turn
_ROWS: Final = """
select coalesce(sum(greatest(reltuples, 0)), 0) from pg_class
where relkind = 'r' and (oid = to_regclass(:name)
  or oid in (select inhrelid from pg_inherits where inhparent = to_regclass(:name)))
"""

Sample: TypeAlias = tuple[float, Mapping[str, str]]
Gauge: TypeAlias = Callable[[str, str, str, Callable[[], Iterable[Sample]]], None]


@dataclass(frozen=True, slots=True)
class Measure:
    """What the last round has seen of one rule."""

    age_s: float  # of the oldest row that the rule is about; 0 without any
    limit_s: float


class Sweep:
    """Executes the rules of one database, in every process: what two remove at once is removed once."""

    def __init__(self, engine: AsyncEngine, kept: Sequence[Kept], clock: Clock) -> None:
        self._engine, self._clock = engine, clock
        self._rules: Final = rules_of(kept)
        self._tables: Final = sorted({each.table for each in kept})
        self._measures: dict[str, Measure] = {}
        self._rows: dict[str, float] = {}

    async def run(self) -> None:
        """Sweep and measure now and every minute until cancelled; a database that is away is swept later."""
        while True:
            try:
                await self.round()
            except (*AWAY, DBAPIError, PoolTimeoutError) as fault:
                _LOG.warning("what is due could not be removed", extra={"facts": {"why": type(fault).__name__}})
            await asyncio.sleep(EVERY_S)

    async def round(self) -> dict[str, int]:
        """Remove what is due and measure what is left; return how many rows went, by rule."""
        now, gone = self._clock.now(), {}
        for rule in self._rules:
            if not rule.by:
                gone[rule.name] = await self._remove(rule, now)
        await self._measure(now)
        return gone

    async def _remove(self, rule: Rule, now: datetime) -> int:
        removed = 0
        for _ in range(_BATCHES):
            async with self._engine.begin() as connection:
                done = (
                    await connection.execute(text(_removal(rule)), {"due": now - rule.kept, "kept": rule.kept})
                ).rowcount
            removed += done
            if done < BATCH:
                break
        return removed

    async def _measure(self, now: datetime) -> None:
        measures, rows = {}, {}
        async with self._engine.connect() as connection:
            for rule in self._rules:
                oldest = await connection.scalar(text(_oldest(rule)))
                age_s = (now - oldest).total_seconds() if oldest else 0.0
                measures[rule.name] = Measure(max(0.0, age_s), rule.kept.total_seconds())
            for table in self._tables:
                rows[table] = float(await connection.scalar(text(_ROWS), {"name": table}) or 0)
        self._measures, self._rows = measures, rows

    def show(self, gauge: Gauge) -> None:
        """Register the figures of the last round with a telemetry's `gauge`."""
        gauge("saphan.table.rows", "{row}", "Rows of a table, as the server estimates them.", self.rows)
        gauge("saphan.retention.age", "s", "Age of the oldest row that a rule of retention is about.", self.ages)
        gauge("saphan.retention.limit", "s", "How long rows are kept by that rule.", self.limits)

    def rows(self) -> Iterable[Sample]:
        """Return the estimate of each table's rows."""
        return [(number, {"table": table}) for table, number in self._rows.items()]

    def ages(self) -> Iterable[Sample]:
        """Return the age of the oldest row of each rule; above its limit, nobody removes it."""
        return [(measure.age_s, {"table": name}) for name, measure in self._measures.items()]

    def limits(self) -> Iterable[Sample]:
        """Return how long each rule keeps its rows."""
        return [(measure.limit_s, {"table": name}) for name, measure in self._measures.items()]


def _removal(rule: Rule) -> str:
    condition = rule.only + (f" and {rule.forgets.partition(' ')[0]} is not null" if rule.forgets else "")
    due = f"""select at from (
      select ctid as at, {rule.since} as since, {condition} as concerned from {rule.table}
      order by {rule.order} limit {_LOOKED_AT}
    ) as first where concerned and since < least(cast(:due as timestamptz), now() - cast(:kept as interval))
    limit {BATCH}"""  # noqa: S608 - names of ours, as in every rule
    verb = f"update {rule.table} set {rule.forgets}" if rule.forgets else f"delete from {rule.table}"  # noqa: S608 - as above
    return f"{verb} where ctid = any(array({due}))"


def _oldest(rule: Rule) -> str:
    if rule.oldest:
        return rule.oldest
    condition = rule.only + (f" and {rule.forgets.partition(' ')[0]} is not null" if rule.forgets else "")
    return f"""select min(since) from (
      select {rule.since} as since, {condition} as concerned from {rule.table} order by {rule.order} limit {_LOOKED_AT}
    ) as first where concerned"""  # noqa: S608 - as above
