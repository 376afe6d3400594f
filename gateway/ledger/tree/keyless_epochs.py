"""Check for epochs without a key: nobody can learn any more who looked at his data in that time.

An entry of the tree tells of each that was erased by law. Epochs are numbered one after the other, so that one whose
row was deleted leaves a gap.
"""

from typing import Final

import asyncpg

from gateway.ledger.seals import Seals
from gateway.ledger.tree import logged_erasures
from gateway.ledger.tree.inspection import Fault

EPOCHS: Final = "epoch-key-gone"

_GONE: Final = """
select n.epoch::int from generate_series(1, (select max(epoch) from pseudonym_epochs)) as n (epoch)
left join pseudonym_epochs e on e.epoch = n.epoch where e.wrapped is null order by n.epoch
"""


async def unexplained(connection: asyncpg.Connection, seals: Seals | None) -> list[Fault]:
    """Return a fault for each epoch without a key whose erasure stands in no entry of the tree."""
    gone = [row["epoch"] for row in await connection.fetch(_GONE)]
    known = await logged_erasures.erased_epochs(connection, seals) if gone else frozenset()
    return [Fault(EPOCHS, None, f"epoch {epoch}") for epoch in gone if epoch not in known]
