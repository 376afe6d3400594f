"""The table in a service's own database that reference data is kept in: one row, which the keeper reads and writes.

A migration of each service creates it in SQL of its own, frozen; a later change is a migration of each service.
"""

from typing import Final

from sqlalchemy import BigInteger, CheckConstraint, Column, DateTime, MetaData, SmallInteger, Table, Text

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
