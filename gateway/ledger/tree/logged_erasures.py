"""Erasures that are in the tree: only an entry that the tree holds, and that opens, explains why something is gone."""

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
    """Return the entries about erasures of exchanges from the first id to the last, with what opens them."""
    return [row for row in await connection.fetch(_ABOUT, *PLACES, first, last) if is_logged(row, seals)]


def erasures_in(rows: Sequence[Any]) -> Erasures:  # Any: as above
    """Return the erasures that entries state, of those whose details are what they commit to."""
    return Erasures(
        erasure
        for row in rows
        if opens(row)
        and (erasure := Erasure.of(orjson.loads(row["details"]))) is not None
        and erasure.place == row["exchange"]
    )


async def count_erased(connection: Connection, seals: Seals | None) -> int:
    """Return how many entries have lost their details by all erasures in the tree."""
    return sum([erasures_in(rows).rows("details") async for rows in _all(connection, seals)])


async def erased_epochs(connection: Connection, seals: Seals | None) -> frozenset[int]:
    """Return the epochs whose keys were erased, as entries in the tree state."""
    found: set[int] = set()
    async for rows in _all(connection, seals):
        opened = [orjson.loads(row["details"]) for row in rows if opens(row)]
        found |= {facts["epoch"] for facts in opened if facts.get("operation") == ERASE_EPOCH}
    return frozenset(found)


async def _all(connection: Connection, seals: Seals | None) -> AsyncIterator[Sequence[Any]]:  # Any: as above
    """Yield every entry about an erasure that the tree holds, some at a time."""
    begins, below = PLACES
    while rows := await connection.fetch(_ALL, begins, below, _AT_ONCE):
        yield [row for row in rows if is_logged(row, seals)]
        begins = rows[-1]["exchange"]
