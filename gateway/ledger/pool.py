"""Small connection pool for all statements that are not the writer's; connections are opened when first needed."""

from typing import Any, Final

import asyncpg

from chassis.postgres.database import driver_url


class Pool:
    """Connections of asyncpg, so that leases and look-ups cost what a statement costs and no more."""

    def __init__(self, database_url: str, *, size: int = 4) -> None:
        self._url: Final = driver_url(database_url)
        self._size: Final = size
        self._pool: asyncpg.Pool | None = None

    async def open(self) -> None:
        """Make the pool; no connection is opened yet, so a database that is away does not stop the start."""
        settings = {"application_name": "saphan-gateway", "timezone": "UTC"}
        self._pool = await asyncpg.create_pool(
            self._url, min_size=0, max_size=self._size, timeout=5, command_timeout=10, server_settings=settings
        )

    async def close(self) -> None:
        """Close every connection."""
        if self._pool is not None:
            self._pool.terminate()
            self._pool = None

    async def fetch(self, query: str, /, *arguments: object) -> list[Any]:  # Any: asyncpg's Record
        """Return the rows of a query."""
        return list(await self._opened().fetch(query, *arguments))

    async def fetchrow(self, query: str, /, *arguments: object) -> Any:  # Any: as above
        """Return the first row of a query, or None."""
        return await self._opened().fetchrow(query, *arguments)

    async def execute(self, query: str, /, *arguments: object) -> str:
        """Run a statement."""
        return str(await self._opened().execute(query, *arguments))

    def _opened(self) -> asyncpg.Pool:
        if self._pool is None:
            raise ConnectionError("the pool is not open")
        return self._pool
