"""Entries about erasures, in the same commit as the erasure: nobody erases in silence."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import asyncpg

from contracts.identifiers import new_id
from evidence.canonical import canonical
from evidence.entries import Phase, spell_moment
from evidence.erasures import ERASE, ERASE_EPOCH, What
from gateway.ledger.entries import Entry, sealed
from gateway.ledger.seals import Seals

_PREFIX: Final = "era"  # sorts before every `xch_…`, so it lies in the default partition and no month takes it along
PLACES: Final = ("era_", "era`")  # from and below
_WRITER: Final = "retention"
_TELL: Final = """
with entry as (
  insert into ledger_entries (exchange, ended, phase, at, instance, commitment, seal)
  values ($1, true, $2, $3, $4, $5, $8)
)
insert into ledger_details (exchange, ended, salt, details) values ($1, true, $6, $7::json)
"""


@dataclass(frozen=True, slots=True)
class By:
    """Who erases, why and when; `seals` say that it was somebody with the gateway's key file."""

    officer: str
    reason: str
    at: datetime
    seals: Seals


def erasure(by: By, *, begins: str, below: str, rows: Mapping[What, int]) -> Entry:
    """Return the entry about erased rows: of the exchanges from the id `begins` on and below the id `below`."""
    return _entry(by, {"operation": ERASE, "from": begins, "below": below, "rows": dict(rows)})


def epoch_erasure(by: By, *, epoch: int, subjects: int) -> Entry:
    """Return the entry about the erased key of an epoch; `subjects` is the number of rows that are nobody's now."""
    return _entry(by, {"operation": ERASE_EPOCH, "epoch": epoch, "rows": {"subjects": subjects}})


def _entry(by: By, erased: Mapping[str, object]) -> Entry:
    place, phase = new_id(_PREFIX, at=by.at), Phase.OUTCOME
    stated = {"exchange": place, "phase": phase.value, "at": spell_moment(by.at)}
    facts = {**stated, **erased, "officer": by.officer, "reason": by.reason}
    return sealed(place, phase, by.at, canonical(facts).decode())


async def write_entry(connection: asyncpg.Connection, entry: Entry, seals: Seals) -> None:
    """Write an erasure's entry; call it in the transaction that erases."""
    seal = seals.seal(entry.leaf, _WRITER)
    row = (entry.exchange, entry.phase.value, entry.at, _WRITER, entry.commitment, entry.salt, entry.details, seal)
    await connection.execute(_TELL, *row)
