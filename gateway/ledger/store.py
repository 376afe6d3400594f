"""Queries of the ledger. Reading only: entries are written by the writer and by nobody else."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import orjson

from chassis.postgres.connection import Connection
from evidence.entries import Phase, leaf
from evidence.merkle import leaf_hash
from gateway.ledger.entries import Entry
from gateway.ledger.seals import Seals
from gateway.ledger.tree.logged import opens


@dataclass(frozen=True, slots=True)
class Recorded:
    """What the ledger knows about one exchange; without an outcome it is still open."""

    exchange: str
    intended_at: datetime | None
    intent: Mapping[str, Any] | None  # Any: details are JSON of our own making
    ended_at: datetime | None
    outcome: Mapping[str, Any] | None
    signature: Mapping[str, Any] | None  # of the request of a legal act: signature base and signature


@dataclass(frozen=True, slots=True)
class OpenIntent:
    """An exchange whose gateway is gone and whose outcome nobody has written."""

    exchange: str
    service: str
    details: Mapping[str, Any]  # Any: as above
    leaf_hash: bytes


_EXCHANGE: Final = """
select e.ended, e.at, d.details, d.signature from ledger_entries e left join ledger_details d using (exchange, ended)
where exchange = $1
"""
_END: Final = """
select e.phase, e.at, d.details, d.salt, e.commitment
from ledger_entries e join ledger_details d using (exchange, ended) where exchange = $1 and ended
"""
_COUNT: Final = "select coalesce(sum(exchanges), 0)::bigint from gateway_instances"
# A gateway says with each renewal before which moment nothing of its own is open: older intents need no look.
# What lies further ahead than a lease or an exchange lasts was written before a clock was set back: its gateway has not
# renewed since, and nobody waits until the clock has caught up.
_ABANDONED: Final = """
select i.exchange, i.phase, i.at, i.instance, i.commitment, i.seal, d.salt, d.details
from gateway_instances g
join ledger_entries i
  on i.instance = g.instance and not i.ended and i.at >= g.settled_before - interval '1 minute'
join ledger_details d on d.exchange = i.exchange and not d.ended
where g.closed_at is null and (g.expires_at < now() or g.expires_at > now() + interval '1 minute')
  and (i.at + make_interval(secs => (d.details->>'deadlineMs')::float8 / 1000 + $1) < now()
    or i.at > now() + interval '1 minute')
  and not exists (select from ledger_entries o where o.exchange = i.exchange and o.ended)
order by i.at limit 100
"""
_CLOSE_INSTANCES: Final = """
update gateway_instances g set closed_at = now()
where g.closed_at is null
  and (g.expires_at < now() - make_interval(secs => $1) or g.expires_at > now() + interval '1 minute')
  and not exists (
    select from ledger_entries i
    where i.instance = g.instance and not i.ended and i.at >= g.settled_before - interval '1 minute'
      and not exists (select from ledger_entries o where o.exchange = i.exchange and o.ended))
"""


async def exchange(connection: Connection, exchange_id: str) -> Recorded | None:
    """Return what is recorded about an exchange, or None for one that never was."""
    rows = {row["ended"]: row for row in await connection.fetch(_EXCHANGE, exchange_id)}
    if not rows:
        return None
    intent, outcome = rows.get(False), rows.get(True)
    return Recorded(
        exchange_id,
        intent and intent["at"],
        intent and _details(intent),
        outcome and outcome["at"],
        outcome and _details(outcome),
        next((orjson.loads(row["signature"]) for row in rows.values() if row["signature"] is not None), None),
    )


async def end(connection: Connection, exchange_id: str) -> Entry | None:
    """Return the entry that ended an exchange, as its receipt opens it; None while it is open, or once it is erased."""
    rows = await connection.fetch(_END, exchange_id)
    return Entry(exchange_id, Phase(rows[0][0]), *rows[0][1:]) if rows else None


async def exchanges(connection: Connection) -> int:
    """Return how many exchanges have an outcome: the sum of what each gateway has counted in its own batches."""
    rows = await connection.fetch(_COUNT)
    return int(rows[0][0])


async def abandoned(connection: Connection, seals: Seals, *, grace_s: float) -> list[OpenIntent]:
    """Return open intents of gateways whose lease has lapsed, `grace_s` after the exchange's own deadline.

    One that no gateway has written, or whose details are others, is not closed: the end would make it true.
    """
    rows = await connection.fetch(_ABANDONED, grace_s)
    return [_open_intent(row) for row in rows if seals.fits(row) and opens(row)]


async def close_instances(connection: Connection, *, grace_s: float) -> None:
    """Mark gateways that are gone and have nothing open, so that nobody looks at them again."""
    await connection.fetch(_CLOSE_INSTANCES, grace_s)


def _details(row: Any) -> Any:  # Any: asyncpg's Record, and JSON of our own making
    """Return the details of an entry, or None where they were erased."""
    return orjson.loads(row["details"]) if row["details"] is not None else None


def _open_intent(row: Any) -> OpenIntent:  # Any: as above
    details = _details(row)
    logged = leaf(row["exchange"], Phase.INTENT.value, row["at"], row["commitment"])
    return OpenIntent(row["exchange"], details["service"], details, leaf_hash(logged))
