"""Revoked tokens (RFC 7009): a system takes back what it holds, or what others hold on its behalf."""

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
        """Remember that the token is worth nothing; raise `Unavailable` without the database."""
        told = {"jti": jti, "client_id": client_id, "until": _moment(until), "now": _moment(now)}
        async with reachable(), self._engine.begin() as connection:
            await connection.execute(_REVOKE, told)


def _moment(epoch_s: float) -> datetime:
    return datetime.fromtimestamp(epoch_s, UTC)
