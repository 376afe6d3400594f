"""Ledger entries of exchanges that nobody made, at any time a test names."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import orjson

from contracts.identifiers import new_id
from evidence.entries import Phase, spell_moment
from gateway.ledger.entries import Entry, sealed
from gateway.ledger.epochs import Epochs
from gateway.ledger.pool import Pool
from gateway.ledger.seals import Seals

SEALS = Seals(b"k" * 32)
_WRITE = """
with entry as (
  insert into ledger_entries (exchange, ended, phase, at, instance, commitment, seal)
  values ($1, $2, $3, $4, 'test', $5, $11)
), detail as (
  insert into ledger_details (exchange, ended, salt, details, signature) values ($1, $2, $6, $7::json, $8::json)
)
insert into ledger_subjects (subject, exchange, epoch) select s, $1, $10 from unnest($9::bytea[]) s
on conflict do nothing
"""
A_READ = {
    "member": "police",
    "system": "police-case-system",
    "purpose": "caseManagement",
    "provider": "moj",
    "service": "case-registry",
    "operation": "caseById",
    "legalBasis": [{"law": "Law on Criminal Procedure"}],
    "status": 200,
    "effect": "none",
    "durationMs": 20,
}


async def an_exchange(
    pool: Pool, at: datetime, *, about: Iterable[str] = (), epochs: Epochs | None = None, **changes: Any
) -> str:
    """Record one exchange of that moment; `phase` intent leaves it open. Return its id.

    Of a legal act, `signature` is what lies beside the details and `signed` what stands in them.
    """
    exchange, phase = new_id("xch", at=at), Phase(changes.pop("phase", "outcome"))
    signature = changes.pop("signature", None)
    if "signed" in changes:
        changes["signature"] = changes.pop("signed")
    details = A_READ | changes | {"exchange": exchange, "phase": phase.value, "at": spell_moment(at)}
    told = orjson.dumps({name: value for name, value in details.items() if value is not None}).decode()
    epoch = epochs.at(at) if epochs is not None else None
    subjects = epoch.pseudonyms(about) if epoch is not None else ()
    entry = sealed(exchange, phase, at, told, signature=signature, subjects=subjects)
    await write(pool, entry, epoch.number if epoch is not None else 1)
    return exchange


async def write(pool: Pool, entry: Entry, epoch: int, seals: Seals = SEALS) -> None:
    """Write an entry into the three tables, with the seal of a gateway that has the key of the tests."""
    row = (entry.exchange, entry.ended, entry.phase.value, entry.at, entry.commitment, entry.salt, entry.details)
    await pool.execute(_WRITE, *row, entry.signature, list(entry.subjects), epoch, seals.seal(entry.leaf, "test"))
