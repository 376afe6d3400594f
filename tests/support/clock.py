"""Clocks that a test sets: a process's, and a database's."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import asyncpg


@dataclass
class SetClock:
    """Shows the moment it was given until it is given another."""

    moment: datetime

    def now(self) -> datetime:
        if self.moment.tzinfo is None:
            message = "a clock's moment is aware"
            raise ValueError(message)
        return self.moment.astimezone(UTC)


@dataclass
class HandClock:
    """Goes as the machine's does, so much ahead of it."""

    ahead: timedelta = timedelta(0)

    def now(self) -> datetime:
        return datetime.now(UTC) + self.ahead


class DatabaseClock:
    """The clock of one database, as all its sessions read it from now on: a `now()` that is found before the server's.

    A machine that was set wrong, or a server to which everybody has failed over, looks the same to a statement.
    """

    def __init__(self, connection: asyncpg.Connection) -> None:
        self._connection = connection

    async def show(self, ahead: timedelta) -> None:
        """Be so far ahead of the true time; negative: behind it."""
        await self._connection.execute("update shifted.clock set ahead = $1", ahead)


@asynccontextmanager
async def a_database_clock(url: str) -> AsyncIterator[DatabaseClock]:
    """Give a database a clock that the test sets; whoever is connected already keeps the server's."""
    connection = await asyncpg.connect(url)
    try:
        await connection.execute("""
            create schema shifted;
            create table shifted.clock as select interval '0' as ahead;
            create function shifted.now() returns timestamptz stable language sql
              as 'select pg_catalog.now() + ahead from shifted.clock';
            do $$ begin
              execute format('alter database %I set search_path = shifted, pg_catalog, public', current_database());
            end $$
        """)
        yield DatabaseClock(connection)
    finally:
        await connection.close()
