"""Monthly partitions of the ledger's tables: an exchange's id begins with its time, so it says where its rows lie."""

import asyncio
import logging
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Final

from chassis.postgres.connection import Connection
from chassis.postgres.database import AWAY
from chassis.process.clock import Clock
from contracts.identifiers import least_id

_LOG: Final = logging.getLogger(__name__)

TABLES: Final = ("ledger_entries", "ledger_details", "ledger_subjects")
AHEAD: Final = 2  # months that are there before they begin; the default partition is the net beneath
EVERY_S: Final = 3600.0


def first_of(month: date) -> str:
    """Return the id below which no exchange of that month or a later one lies."""
    return least_id("xch", datetime(month.year, month.month, 1, tzinfo=UTC))


def after(month: date) -> date:
    """Return the first day of the month after."""
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def months(first: date, last: date) -> Iterator[date]:
    """Return the first day of every month from one date's to another's."""
    month = first.replace(day=1)
    while month <= last:
        yield month
        month = after(month)


def name(table: str, month: date) -> str:
    """Return the name of a table's partition: `ledger_entries_2026_11`."""
    return f"{table}_{month:%Y_%m}"


def statements(month: date) -> list[str]:
    """Return the SQL that makes the month's partitions where they are not there yet."""
    begins, ends = first_of(month), first_of(after(month))
    reach = f"for values from ('{begins}') to ('{ends}')"
    return [f"create table if not exists {name(table, month)} partition of {table} {reach}" for table in TABLES]


def last_ahead(today: date) -> date:
    """Return the first day of the last month whose partitions are made on this day."""
    month = today
    for _ in range(AHEAD):
        month = after(month)
    return month


class Calendar:
    """Makes the partitions of this month and the next ones, before anything of theirs can fall into the net."""

    def __init__(self, connection: Connection, clock: Clock) -> None:
        self._connection, self._clock = connection, clock

    async def run(self) -> None:
        """Look now and then until cancelled; a database that is away is asked again."""
        while True:
            try:
                await self.make_ahead()
            except AWAY as away:
                _LOG.warning("the ledger's next months could not be made: %s", type(away).__name__)
            await asyncio.sleep(EVERY_S)

    async def make_ahead(self) -> None:
        """Make what is not there yet."""
        today = self._clock.now().date()
        for month in months(today, last_ahead(today)):
            for statement in statements(month):
                await self._connection.execute(statement)
