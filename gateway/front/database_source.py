"""The front page's data from PostgreSQL: members and services of the directory, counts of exchanges and events."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Final

import orjson
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from chassis.postgres.connection import Connection
from chassis.prints.words import Words
from gateway.directory import history
from gateway.directory.tables import MEMBERS, SERVICES, SYSTEMS, VERSION
from gateway.front.page_data import Counts, DirectoryPage, ListedMember, ListedSchema, ListedService
from gateway.front.words import KINDS
from gateway.ledger import store as ledger

Count = Callable[[], Awaitable[int]]

_KINDS_IN_ORDER: Final[Mapping[str, int]] = {kind: place for place, kind in enumerate(KINDS)}


class DatabaseSource:
    """`FrontPageData` from the database; the directory is read again only when its version has changed.

    `events` counts what the bus has carried; a gateway that is not connected to the bus has none, and the page says so.
    """

    def __init__(self, engine: AsyncEngine, entries: Connection, events: Count | None = None) -> None:
        self._engine = engine
        self._entries = entries
        self._events = events
        self._directory: DirectoryPage | None = None

    async def directory(self) -> DirectoryPage:
        """Return the directory as it stands now."""
        async with self._engine.connect() as connection:
            version = await connection.scalar(select(VERSION.c.version))
            if self._directory is None or self._directory.version != version:
                members = await _members(connection)
                names = {member.id: member.name for member in members}
                schemas = [ListedSchema(text, since) for text, since in await history.publications(connection)]
                self._directory = DirectoryPage(
                    version or 0, await _services(connection, names), members, tuple(schemas)
                )
            return self._directory

    async def counts(self) -> Counts:
        """Return the number of recorded exchanges and of published events."""
        exchanges = await ledger.exchanges(self._entries)
        return Counts(exchanges=exchanges, events=await self._events() if self._events else None)


async def _members(connection: AsyncConnection) -> tuple[ListedMember, ...]:
    systems: dict[str, list[str]] = {}
    enrolled = select(SYSTEMS.c.member, SYSTEMS.c.client_id).where(SYSTEMS.c.suspended.is_(None))
    for member, client_id in await connection.execute(enrolled.order_by(SYSTEMS.c.client_id)):
        systems.setdefault(member, []).append(client_id)
    rows = await connection.execute(select(MEMBERS.c.id, MEMBERS.c.kind, MEMBERS.c.name_lo, MEMBERS.c.name_en))
    members = [ListedMember(id, kind, Words(lo=lo, en=en), tuple(systems.get(id, ()))) for id, kind, lo, en in rows]
    return tuple(sorted(members, key=lambda member: (_KINDS_IN_ORDER.get(member.kind, len(KINDS)), member.id)))


async def _services(connection: AsyncConnection, names: Mapping[str, Words]) -> tuple[ListedService, ...]:
    registered = select(SERVICES.c.name, SERVICES.c.member, SERVICES.c.document).order_by(SERVICES.c.name)
    return tuple(
        ListedService(name, names[member], orjson.loads(document))
        for name, member, document in await connection.execute(registered)
    )
