"""Check for orphans: details and people that belong to no entry, which no walk through the tree would ever meet.

Entries, details and people are written in one statement, and entries are never erased: a row without its entry is
forged at any moment. They are looked for between two entries that are some hundreds apart, so nothing takes long.
"""

from collections.abc import AsyncIterator, Sequence
from typing import Final

import asyncpg

from gateway.ledger.tree.inspection import ALTERED, SUBJECTS, Fault

_APART: Final = 1024
_MOST: Final = 1000  # counted between two such entries
_NEXT: Final = "select exchange from ledger_entries where exchange > $1 order by exchange offset $2 limit 1"
_DETAILS: Final = """
select r.exchange from ledger_details r
where r.exchange >= $2 {below}
  and not exists (select from ledger_entries e where e.exchange = r.exchange and e.ended = r.ended) limit $1
"""
_SUBJECTS: Final = """
select distinct r.exchange from ledger_subjects r
where r.exchange >= $2 {below}
  and not exists (select from ledger_entries e where e.exchange = r.exchange) limit $1
"""
_LOOKS: Final = ((ALTERED, _DETAILS), (SUBJECTS, _SUBJECTS))


async def orphans(connection: asyncpg.Connection, apart: int = _APART) -> AsyncIterator[Sequence[Fault]]:
    """Yield what hangs on no entry, as many entries at a time as `apart` says. Nothing is locked."""
    begins: str | None = ""
    while begins is not None:
        ends: str | None = await connection.fetchval(_NEXT, begins, apart)
        reach, below = ((begins,), "") if ends is None else ((begins, ends), "and r.exchange < $3")
        yield [
            Fault(code, None, row["exchange"])
            for code, look in _LOOKS
            for row in await connection.fetch(look.format(below=below), _MOST, *reach)
        ]
        begins = ends
