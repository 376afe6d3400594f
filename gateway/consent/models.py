"""Table of the consents. A migration creates it; a test compares the two."""

from typing import Final

from sqlalchemy import CheckConstraint, Column, DateTime, Index, MetaData, Table, Text
from sqlalchemy.dialects.postgresql import JSONB

METADATA: Final = MetaData()

CONSENTS: Final = Table(
    "consents",
    METADATA,
    Column("consent_id", Text(collation="C"), primary_key=True),
    Column("subject", JSONB, nullable=False),
    Column("subject_key", Text, nullable=False),  # folded: how a number is typed is no difference
    Column("recipient", Text, nullable=False),
    Column("purpose", Text, nullable=False),
    Column("valid_until", DateTime(timezone=True), nullable=False),
    Column("evidence", JSONB),
    Column("recorded_by", Text, nullable=False),
    Column("recorded_at", DateTime(timezone=True), nullable=False),
    Column("withdrawn_by", Text),
    Column("withdrawn_at", DateTime(timezone=True)),
    CheckConstraint("(withdrawn_by is null) = (withdrawn_at is null)", name="consents_withdrawn_by_somebody"),
)
Index("consents_by_recorder", CONSENTS.c.recorded_by, CONSENTS.c.consent_id)
Index("consents_by_recipient", CONSENTS.c.recipient, CONSENTS.c.consent_id)
Index("consents_by_subject", CONSENTS.c.subject_key, CONSENTS.c.consent_id)
