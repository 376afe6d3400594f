"""What was erased, told by the ledger itself: an entry in the commit that erases, so that nobody erases in silence."""

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
    """Return the entry that tells that rows of the exchanges from one id on and below another were erased."""
    return _entry(by, {"operation": ERASE, "from": begins, "below": below, "rows": dict(rows)})


def epoch_erasure(by: By, *, epoch: int, subjects: int) -> Entry:
    """Return the entry that tells that the key of an epoch was erased, and of how many rows nobody can tell whose."""
    return _entry(by, {"operation": ERASE_EPOCH, "epoch": epoch, "rows": {"subjects": subjects}})


def _entry(by: By, told: Mapping[str, object]) -> Entry:
    place, phase = new_id(_PREFIX, at=by.at), Phase.OUTCOME
    stated = {"exchange": place, "phase": phase.value, "at": spell_moment(by.at)}
    facts = {**stated, **told, "officer": by.officer, "reason": by.reason}
    return sealed(place, phase, by.at, canonical(facts).decode())


async def tell(connection: asyncpg.Connection, told: Entry, seals: Seals) -> None:
    """Write the entry, in the transaction that erases."""
    seal = seals.seal(told.leaf, _WRITER)
    row = (told.exchange, told.phase.value, told.at, _WRITER, told.commitment, told.salt, told.details, seal)
    await connection.execute(_TELL, *row)
