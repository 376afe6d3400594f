"""Public keys of the systems that sign legal acts: all that were ever registered, since evidence outlives keys."""

from collections.abc import Iterable, Mapping
from typing import Any, Final, TypeAlias

import orjson

from chassis.postgres.connection import Connection

Members: TypeAlias = Mapping[str, Any]  # Any: JSON values

# a key is revoked and never deleted; an entry names it by its thumbprint, so whose it is need not be believed
_NAMED: Final = "select distinct jwk from system_keys where thumbprint = any($1::text[]) order by jwk"
_ALL: Final = "select distinct jwk from system_keys order by jwk"


async def named(connection: Connection, thumbprints: Iterable[str]) -> list[Members]:
    """Return the public JWKs of these thumbprints, as far as they were registered."""
    return [_read(row[0]) for row in await connection.fetch(_NAMED, list(thumbprints))]


async def every(connection: Connection) -> list[Members]:
    """Return all public JWKs."""
    return [_read(row[0]) for row in await connection.fetch(_ALL)]


def _read(jwk: str) -> Members:
    found: Members = orjson.loads(jwk)
    return found
