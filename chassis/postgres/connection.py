"""asyncpg connections of their own, outside the pool, for work that holds a lock: a relay, a consumer."""

import asyncio
from typing import Any, Final, Protocol

import asyncpg

from chassis.postgres.database import AWAY, driver_url

_CONNECT_S: Final = 5.0
_COMMAND_S: Final = 30.0
_CLOSE_S: Final = 2.0


class Connection(Protocol):
    """The common interface of an asyncpg connection, its pool and the gateway's pool."""

    async def fetch(self, query: str, /, *arguments: object) -> list[Any]:  # Any: asyncpg's Record
        """Return the rows of a query."""
        ...

    async def fetchrow(self, query: str, /, *arguments: object) -> Any:  # Any: as above
        """Return the first row of a query, or None."""
        ...

    async def execute(self, query: str, /, *arguments: object) -> str:
        """Run a statement."""
        ...


async def connect(url: str, purpose: str) -> asyncpg.Connection:
    """Open a connection; `purpose` is its `application_name` in `pg_stat_activity`."""
    return await asyncpg.connect(
        driver_url(url),
        timeout=_CONNECT_S,
        command_timeout=_COMMAND_S,
        server_settings={"application_name": purpose},
    )


async def disconnect(connection: asyncpg.Connection) -> None:
    """Close the connection, or drop it when the server does not answer within two seconds."""
    try:
        await connection.close(timeout=_CLOSE_S)
    except AWAY:
        connection.terminate()
    except asyncio.CancelledError:
        connection.terminate()
        raise
