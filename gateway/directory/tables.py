"""The directory's tables. Migrations write them; a test compares the two."""

from typing import Final

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    DateTime,
    Double,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    SmallInteger,
    Table,
    Text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

METADATA: Final = MetaData()

# One row. Whoever changes the directory locks it, so that versions are made one after another.
VERSION: Final = Table(
    "directory_version",
    METADATA,
    Column("id", SmallInteger, primary_key=True, autoincrement=False),
    Column("version", BigInteger, nullable=False),
    Column("changed_at", DateTime(timezone=True), nullable=False),
    CheckConstraint("id = 1", name="directory_version_is_one_row"),
)

MEMBERS: Final = Table(
    "members",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("name_lo", Text, nullable=False),
    Column("name_en", Text, nullable=False),
)

SYSTEMS: Final = Table(
    "systems",
    METADATA,
    Column("client_id", Text, primary_key=True),
    Column("member", Text, ForeignKey("members.id"), nullable=False),
    Column("name", Text, nullable=False),
    Column("office", Text),
    Column("suspended", DateTime(timezone=True)),  # since when; null: it may call
)

SYSTEM_KEYS: Final = Table(
    "system_keys",
    METADATA,
    Column("client_id", Text, ForeignKey("systems.client_id"), nullable=False),
    Column("thumbprint", Text, nullable=False),
    Column("jwk", JSONB, nullable=False),
    Column("registered_at", DateTime(timezone=True), nullable=False),
    Column("revoked_at", DateTime(timezone=True)),
    PrimaryKeyConstraint("client_id", "thumbprint"),
)

SERVICES: Final = Table(
    "services",
    METADATA,
    Column("name", Text, primary_key=True),
    Column("member", Text, ForeignKey("members.id"), nullable=False),
    Column("base_url", Text, nullable=False),
    Column("document", Text, nullable=False),  # OpenAPI as registered: jsonb would lose the order its author chose
    Column("digest", Text, nullable=False),
)

AGREEMENTS: Final = Table(
    "agreements",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("member", Text, ForeignKey("members.id"), nullable=False),
    Column("service", Text, ForeignKey("services.name"), nullable=False),
    Column("operations", ARRAY(Text), nullable=False),
    Column("purposes", ARRAY(Text), nullable=False),
    Column("legal_basis", JSONB, nullable=False),
    Column("field_groups", ARRAY(Text), nullable=False),
    Column("valid_from", DateTime(timezone=True), nullable=False),
    Column("valid_to", DateTime(timezone=True)),
    Column("rate_per_s", Double, nullable=False),
    Column("burst", Integer, nullable=False),
    Column("daily_quota", Integer, nullable=False),
    Column("suspended", DateTime(timezone=True)),
    Column("on_behalf_of", ARRAY(Text), nullable=False, server_default="{}"),
    CheckConstraint("valid_to is null or valid_from < valid_to", name="agreement_ends_after_it_begins"),
)

# The keys of a day that gateway processes announce to each other; each is believed for its statement alone.
KEYS: Final = Table(
    "gateway_keys",
    METADATA,
    Column("kid", Text, primary_key=True),
    Column("statement", Text, nullable=False),
    Column("ends_at", DateTime(timezone=True), nullable=False),
)

# Tokens that were taken back: read with the version, each second.
REVOKED: Final = Table(
    "revoked_tokens",
    METADATA,
    Column("jti", Text, primary_key=True),
    Column("client_id", Text, nullable=False),
    Column("until", DateTime(timezone=True), nullable=False),
)

# What may be used once at the token endpoint, in whichever gateway process: assertions and their proofs.
SPENT: Final = Table(
    "spent_tokens",
    METADATA,
    Column("kind", Text, nullable=False),
    Column("client_id", Text, nullable=False),
    Column("jti", Text, nullable=False),
    Column("until", DateTime(timezone=True), nullable=False),
    PrimaryKeyConstraint("kind", "client_id", "jti"),
)
Index("spent_tokens_until", SPENT.c.until)
