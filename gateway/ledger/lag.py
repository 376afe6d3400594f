"""How far the tree is behind the record, and how old the newest checkpoint is: one statement, by two indexes."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from chassis.postgres.connection import Connection
from chassis.process.clock import Clock
from chassis.process.sampling import Sampler
from chassis.process.telemetry import Sample

LAG: Final = "saphan.ledger.lag"
CHECKPOINT: Final = "saphan.ledger.checkpoint.age"
_LOOK: Final = """
select (select at from ledger_entries where index is null order by exchange, ended limit 1) as waiting,
  (select max(at) from ledger_checkpoints) as signed
"""


def watch(sampler: Sampler, connection: Connection, clock: Clock) -> None:
    """Show lag of the tree and age of the checkpoint."""
    sampler.gauge("saphan.ledger.lag", "s", "Age of the oldest entry that the tree does not hold yet.")
    sampler.gauge("saphan.ledger.checkpoint.age", "s", "Seconds since the newest checkpoint was signed.")

    async def look() -> Mapping[str, Sequence[Sample]]:
        row, now = (await connection.fetch(_LOOK))[0], clock.now()
        return {
            LAG: [(_age_s(row["waiting"], now), {})],
            CHECKPOINT: [(_age_s(row["signed"], now), {})] if row["signed"] else [],
        }

    sampler.read(look)


def _age_s(at: datetime | None, now: datetime) -> float:
    return 0.0 if at is None else max(0.0, (now - at).total_seconds())
