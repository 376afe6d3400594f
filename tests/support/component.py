"""A component without routes: the chassis's own tables, a table of effects, and a way to announce."""

from collections.abc import Sequence

from sqlalchemy import Column, MetaData, Table, Text, insert, select, text
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool

from chassis.postgres.database import dialect_url
from chassis.unit.tables import METADATA
from chassis.unit.unit import Unit
from chassis.unit.units import Units
from contracts.events import Event

_OWN = MetaData()
NOTED = Table("noted", _OWN, Column("event_id", Text), Column("subject", Text), Column("note", Text))


def engine_of(url: str) -> AsyncEngine:
    """Return an engine that keeps no connection: one less thing to close."""
    return create_async_engine(dialect_url(url), poolclass=NullPool)


async def create_tables(url: str) -> None:
    engine = engine_of(url)
    async with engine.begin() as connection:
        await connection.run_sync(METADATA.create_all)
        await connection.run_sync(_OWN.create_all)
    await engine.dispose()


async def note(unit: Unit, event: Event) -> None:
    """The effect: one row per event."""
    row = {"event_id": event.id, "subject": event.subject, "note": event.data["note"]}
    await unit.connection.execute(insert(NOTED).values(row))


class Component:
    """One database, its units, and what was noted in it."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.units = Units(engine_of(url))

    async def announce(self, *events: Event) -> None:
        async with self.units.open() as unit:
            for event in events:
                unit.announce(event)

    async def noted(self) -> list[str]:
        """Return the notes of all effects, in the order in which they were made."""
        return [str(found) for (found,) in await self._rows(select(NOTED.c.note))]

    async def count(self, rows: str) -> int:
        """Return how many rows there are, such as `outbox WHERE published_at IS NULL`."""
        found = await self._rows(text(f"SELECT count(*) FROM {rows}"))
        return int(str(found[0][0]))

    async def reasons(self) -> list[str]:
        """Return why letters are dead, first things first."""
        found = await self._rows(text("SELECT reason FROM dead_letters WHERE replayed_at IS NULL ORDER BY id"))
        return [str(reason) for (reason,) in found]

    async def sql(self, statement: str) -> None:
        async with self.units.engine.begin() as connection:
            await connection.execute(text(statement))

    async def _rows(self, query: object) -> Sequence[Sequence[object]]:
        async with self.units.engine.connect() as connection:
            rows = await connection.execute(query)  # type: ignore[call-overload]  # a select or a text
            return [tuple(row) for row in rows]
