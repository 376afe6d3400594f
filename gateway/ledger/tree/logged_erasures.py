"""What the tree tells was erased: only an entry that the tree holds, and that opens, explains why something is gone."""

from collections.abc import AsyncIterator, Sequence
from typing import Any, Final

import orjson

from chassis.postgres.connection import Connection
from evidence.erasures import ERASE_EPOCH, Erasure, Erasures
from gateway.ledger.erasures import PLACES
from gateway.ledger.seals import Seals
from gateway.ledger.tree.logged import HASH, TILE, is_logged, opens

_AT_ONCE: Final = 256
_ENTRIES: Final = f"""
select e.index, e.exchange, e.phase, e.at, e.instance, e.commitment, e.seal, d.salt, d.details, d.signature, {HASH}
from ledger_entries e join ledger_details d using (exchange, ended) {TILE}
where e.ended and e.exchange > $1 and e.exchange < $2
"""  # noqa: S608 - texts of ours
_ABOUT: Final = f"""{_ENTRIES}
  and (d.details->>'from') collate "C" <= $4 and (d.details->>'below') collate "C" > $3
order by e.exchange
"""
_ALL: Final = f"{_ENTRIES} order by e.exchange limit $3"


async def about(
    connection: Connection, first: str, last: str, seals: Seals | None
) -> Sequence[Any]:  # Any: asyncpg's Record
    """Return the entries that tell of erasures of exchanges from the first id to the last, with what opens them."""
    return [row for row in await connection.fetch(_ABOUT, *PLACES, first, last) if is_logged(row, seals)]


def told_in(rows: Sequence[Any]) -> Erasures:  # Any: as above
    """Return what such entries say, of those that commit to saying it."""
    return Erasures(
        told
        for row in rows
        if opens(row)
        and (told := Erasure.of(orjson.loads(row["details"]))) is not None
        and told.place == row["exchange"]
    )


async def rows_told(connection: Connection, seals: Seals | None) -> int:
    """Return of how many entries erasures tell that their details are gone, altogether."""
    return sum([told_in(rows).rows("details") async for rows in _all(connection, seals)])


async def epochs_told(connection: Connection, seals: Seals | None) -> frozenset[int]:
    """Return the epochs of which the tree tells that their keys were erased."""
    found: set[int] = set()
    async for rows in _all(connection, seals):
        told = [orjson.loads(row["details"]) for row in rows if opens(row)]
        found |= {facts["epoch"] for facts in told if facts.get("operation") == ERASE_EPOCH}
    return frozenset(found)


async def _all(connection: Connection, seals: Seals | None) -> AsyncIterator[Sequence[Any]]:  # Any: as above
    """Yield every entry that tells of an erasure and that the tree holds, some at a time."""
    begins, below = PLACES
    while rows := await connection.fetch(_ALL, begins, below, _AT_ONCE):
        yield [row for row in rows if is_logged(row, seals)]
        begins = rows[-1]["exchange"]
