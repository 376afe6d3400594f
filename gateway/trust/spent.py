"""Replay memory of the token endpoint in PostgreSQL: assertions and proofs are used once, across all processes."""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from chassis.postgres.database import reachable

# The old go in the same breath, a few at a time: the table stays as small as five minutes of tokens. Old is what both
# clocks call so: a process that is ahead must not forget for all the others.
_SPEND = text("""
with gone as (
  delete from spent_tokens where ctid in
    (select ctid from spent_tokens where until < least(:now, now()) order by until limit 100 for update skip locked)
)
insert into spent_tokens (kind, client_id, jti, until)
select kind, :client_id, jti, until
from unnest(cast(:kinds as text[]), cast(:jtis as text[]), cast(:untils as timestamptz[])) as t (kind, jti, until)
order by kind
on conflict do nothing
returning kind
""")


@dataclass(frozen=True, slots=True)
class Once:
    """A one-time use: the kind (assertion, proof), its `jti`, and until when it must be remembered."""

    kind: str
    jti: str
    until: float  # epoch seconds


class SpentTokens:
    """The table of used assertions and proofs."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def spend(self, client_id: str, *uses: Once, now: float) -> frozenset[str]:
        """Mark all as used and return the kinds that had been used before; raise `Unavailable` without the database."""
        values = {
            "client_id": client_id,
            "now": datetime.fromtimestamp(now, UTC),
            "kinds": [use.kind for use in uses],
            "jtis": [use.jti for use in uses],
            "untils": [datetime.fromtimestamp(use.until, UTC) for use in uses],
        }
        async with reachable(), self._engine.begin() as connection:
            fresh = (await connection.execute(_SPEND, values)).scalars().all()
        return frozenset(use.kind for use in uses) - frozenset(fresh)
