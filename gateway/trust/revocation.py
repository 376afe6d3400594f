"""Token revocation (RFC 7009) in PostgreSQL: of a system's own tokens, and of those that others got by exchange."""

from datetime import UTC, datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from chassis.postgres.database import reachable

# The old go in the same breath: a token lives five minutes, so the table stays small. Old is what both clocks call so.
_REVOKE = text("""
with gone as (delete from revoked_tokens where until < least(:now, now()))
insert into revoked_tokens (jti, client_id, until) values (:jti, :client_id, :until) on conflict (jti) do nothing
""")


class RevokedTokens:
    """Writes revocations; every gateway reads them with the directory's version, each second."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def revoke(self, jti: str, client_id: str, *, until: float, now: float) -> None:
        """Write the token as revoked; raise `Unavailable` without the database."""
        values = {"jti": jti, "client_id": client_id, "until": _moment(until), "now": _moment(now)}
        async with reachable(), self._engine.begin() as connection:
            await connection.execute(_REVOKE, values)


def _moment(epoch_s: float) -> datetime:
    return datetime.fromtimestamp(epoch_s, UTC)
