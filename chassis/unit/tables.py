"""The tables of the chassis in every component's database: outbox, inbox, dead letters, idempotency, effects.

A component's first migration creates them in SQL of its own, frozen; a later change is a migration of each component.
"""

from typing import Final

from sqlalchemy import (
    BigInteger,
    Column,
    DateTime,
    Identity,
    Index,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    SmallInteger,
    Table,
    Text,
)
from sqlalchemy.dialects.postgresql import JSONB

METADATA: Final = MetaData()

OUTBOX: Final = Table(
    "outbox",
    METADATA,
    Column("position", BigInteger, Identity(always=True), primary_key=True),
    Column("event_id", Text, nullable=False, unique=True),
    Column("topic", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("type", Text, nullable=False),
    Column("envelope", LargeBinary, nullable=False),
    Column("traceparent", Text),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("published_at", DateTime(timezone=True)),
)
# The relay asks for nothing else, and the index stays as small as the backlog.
Index("outbox_waiting", OUTBOX.c.position, postgresql_where=OUTBOX.c.published_at.is_(None))

INBOX: Final = Table(
    "inbox",
    METADATA,
    Column("consumer_group", Text, nullable=False),
    Column("event_id", Text, nullable=False),
    Column("consumed_at", DateTime(timezone=True), nullable=False),
    PrimaryKeyConstraint("consumer_group", "event_id"),
)
DEAD_LETTERS: Final = Table(
    "dead_letters",
    METADATA,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("consumer_group", Text, nullable=False),
    Column("topic", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("event_id", Text, nullable=False),
    Column("envelope", LargeBinary, nullable=False),
    Column("reason", Text, nullable=False),
    Column("failed_at", DateTime(timezone=True), nullable=False),
    Column("replayed_at", DateTime(timezone=True)),
)
Index(
    "dead_letters_waiting",
    DEAD_LETTERS.c.consumer_group,
    DEAD_LETTERS.c.topic,
    DEAD_LETTERS.c.key,
    postgresql_where=DEAD_LETTERS.c.replayed_at.is_(None),
)

IDEMPOTENCY: Final = Table(
    "idempotency",
    METADATA,
    Column("member", Text, nullable=False),
    Column("operation", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("fingerprint", LargeBinary, nullable=False),
    Column("status", SmallInteger, nullable=False),
    Column("headers", JSONB, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("kept_at", DateTime(timezone=True), nullable=False),
    PrimaryKeyConstraint("member", "operation", "key"),
)
Index("idempotency_kept_at", IDEMPOTENCY.c.kept_at)

EFFECTS: Final = Table(
    "effects",
    METADATA,
    Column("exchange_id", Text, primary_key=True),
    Column("state", Text, nullable=False),
    Column("recorded_at", DateTime(timezone=True), nullable=False),
)
