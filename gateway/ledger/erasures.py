"""What was erased, told by the ledger itself: an entry in the commit that erases, so that nobody erases in silence."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import asyncpg
import orjson

from contracts.identifiers import new_id
from evidence.canonical import canonical
from evidence.entries import SALT_SIZE, Phase, commitment, spell_moment
from evidence.erasures import ERASE, Erasure, Erasures, What
from gateway.ledger import store
from gateway.ledger.entries import Entry, sealed

_PREFIX: Final = "era"  # sorts before every `xch_…`, so it lies in the default partition and no month takes it along
PLACES: Final = ("era_", "era`")  # from and below
_WRITER: Final = "retention"
_TELL: Final = """
with entry as (
  insert into ledger_entries (exchange, ended, phase, at, instance, commitment) values ($1, true, $2, $3, $4, $5)
)
insert into ledger_details (exchange, ended, salt, details) values ($1, true, $6, $7::json)
"""
_ABOUT: Final = """
select e.index, e.exchange, e.phase, e.at, e.commitment, d.salt, d.details, d.signature
from ledger_entries e join ledger_details d using (exchange, ended)
where e.exchange >= $1 and e.exchange < $2
  and (d.details->>'from') collate "C" <= $4 and (d.details->>'below') collate "C" > $3
order by e.exchange
"""
_ROWS: Final = """
select coalesce(sum(case when told ~ '^[0-9]{1,12}$' then told::bigint end), 0)
from (select details->'rows'->>'details' as told from ledger_details where exchange >= $1 and exchange < $2) as erased
"""


@dataclass(frozen=True, slots=True)
class By:
    """Who erases, why and when."""

    officer: str
    reason: str
    at: datetime


def erasure(by: By, *, begins: str, below: str, rows: Mapping[What, int]) -> Entry:
    """Return the entry that tells that rows of the exchanges from one id on and below another were erased."""
    place = new_id(_PREFIX, at=by.at)
    facts = {
        "exchange": place,
        "phase": Phase.OUTCOME.value,
        "at": spell_moment(by.at),
        "operation": ERASE,
        "from": begins,
        "below": below,
        "rows": dict(rows),
        "officer": by.officer,
        "reason": by.reason,
    }
    return sealed(place, Phase.OUTCOME, by.at, canonical(facts).decode())


async def tell(connection: asyncpg.Connection, told: Entry) -> None:
    """Write the entry, in the transaction that erases."""
    row = (told.exchange, told.phase.value, told.at, _WRITER, told.commitment, told.salt, told.details)
    await connection.execute(_TELL, *row)


async def about(connection: store.Connection, first: str, last: str) -> Sequence[Any]:  # Any: asyncpg's Record
    """Return the entries that tell of erasures of exchanges from the first id to the last, with what opens them."""
    return await connection.fetch(_ABOUT, *PLACES, first, last)


def told_in(rows: Sequence[Any]) -> Erasures:  # Any: as above
    """Return what such entries say, of those that commit to saying it."""
    return Erasures(
        told
        for row in rows
        if len(row["salt"]) == SALT_SIZE
        and commitment(row["salt"], row["details"].encode()) == row["commitment"]
        and (told := Erasure.of(orjson.loads(row["details"]))) is not None
        and told.place == row["exchange"]
    )


async def rows_told(connection: store.Connection) -> int:
    """Return of how many entries erasures tell that their details are gone, altogether."""
    return int((await connection.fetch(_ROWS, *PLACES))[0][0])
