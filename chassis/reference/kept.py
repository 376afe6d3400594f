"""The table in a service's own database that reference data is kept in: one row, which the keeper reads and writes.

A migration of each service creates it in SQL of its own, frozen; a later change is a migration of each service.
"""

import asyncio
from functools import lru_cache
from typing import Final

import orjson
from sqlalchemy import BigInteger, CheckConstraint, Column, DateTime, MetaData, SmallInteger, Table, Text, select

from chassis.reference.held import HeldOrganisations
from chassis.unit.unit import Unit
from contracts.problems import Unavailable
from contracts.reference_data import ReferenceData, followed_by

METADATA: Final = MetaData()

REFERENCE_DATA: Final = Table(
    "reference_data",
    METADATA,
    Column("id", SmallInteger, primary_key=True, autoincrement=False),
    Column("version", BigInteger, nullable=False),
    Column("digest", Text, nullable=False),
    Column("document", Text, nullable=False),
    Column("confirmed_at", DateTime(timezone=True), nullable=False),
    CheckConstraint("id = 1", name="reference_data_is_one_row"),
)

LOOK: Final = """
SELECT version, digest, greatest(0, extract(epoch FROM now() - confirmed_at))::float8 AS age_s FROM reference_data
"""
_DOCUMENT: Final = select(REFERENCE_DATA.c.document).where(REFERENCE_DATA.c.version > 0)


async def kept_in(unit: Unit) -> HeldOrganisations:
    """Return the reference data as the table has it: for consumers, which a replay runs where nothing is held.

    Raises `Unavailable` before the directory has been seen: who decided now would decide as if there were no offices.
    """
    document: str | None = await unit.connection.scalar(_DOCUMENT)
    if document is None:
        raise Unavailable
    held = HeldOrganisations()
    held.take(await asyncio.to_thread(_made_of, document))  # a country's takes longer than a request may wait
    return held


@lru_cache(maxsize=1)  # one version serves many events
def _made_of(document: str) -> ReferenceData:
    made, _ = followed_by(ReferenceData(), orjson.loads(document))
    return made
