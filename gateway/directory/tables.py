"""The directory's tables. Migrations write them; a test compares the two."""

from typing import Final

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
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
    # The version that last changed a member, system, key, service or agreement, and the last one that has said so: a
    # gateway of an earlier build makes versions and does not say.
    Column("parties", BigInteger, nullable=False, server_default="0"),
    Column("parties_said", BigInteger, nullable=False, server_default="0"),
    CheckConstraint("id = 1", name="directory_version_is_one_row"),
)

MEMBERS: Final = Table(
    "members",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("name_lo", Text, nullable=False),
    Column("name_en", Text, nullable=False),
    Column("dissolved_on", Date),
    Column("successor", Text),
)

# `version` is the directory's that made the row so: who holds an older one fetches what is newer. Nothing is deleted.
OFFICES: Final = Table(
    "offices",
    METADATA,
    Column("member", Text, ForeignKey("members.id"), nullable=False),
    Column("code", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("level", Text, nullable=False),
    Column("name_lo", Text, nullable=False),
    Column("name_en", Text, nullable=False),
    Column("place", Text),
    Column("country", Text),
    Column("parent", Text),
    Column("begins", Date),
    Column("ends", Date),
    Column("successor", ARRAY(Text)),  # member and code
    Column("informed", JSONB, nullable=False),  # pairs of member and code
    Column("version", BigInteger, nullable=False),
    PrimaryKeyConstraint("member", "code"),
)
Index("offices_by_version", OFFICES.c.version)

OFFICERS: Final = Table(
    "officers",
    METADATA,
    Column("member", Text, ForeignKey("members.id"), nullable=False),
    Column("id", Text, nullable=False),  # folded
    Column("begins", Date, nullable=False),
    Column("ends", Date),
    Column("office", Text),
    Column("version", BigInteger, nullable=False),  # as above
    PrimaryKeyConstraint("member", "id"),
)
Index("officers_by_version", OFFICERS.c.version)

SYSTEMS: Final = Table(
    "systems",
    METADATA,
    Column("client_id", Text, primary_key=True),
    Column("member", Text, ForeignKey("members.id"), nullable=False),
    Column("name", Text, nullable=False),
    Column("suspended", DateTime(timezone=True)),  # since when; null: it may call
    # that it may act from: {"codes": […]}, {"below": code} or {"every": true}
    Column("offices", JSONB, nullable=False, server_default='{"codes": []}'),
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
    Column("data_classes", ARRAY(Text), nullable=False, server_default="{general}"),
    Column("consent", Boolean, nullable=False, server_default="false"),
    Column("schema_versions", ARRAY(Text), nullable=False, server_default="{}"),
    Column("on_behalf_of", ARRAY(Text), nullable=False, server_default="{}"),
    # whom it is bound to; empty: every system, office or level of the member
    Column("systems", ARRAY(Text), nullable=False, server_default="{}"),
    Column("offices", ARRAY(Text), nullable=False, server_default="{}"),
    Column("levels", ARRAY(Text), nullable=False, server_default="{}"),
    CheckConstraint("valid_to is null or valid_from < valid_to", name="agreement_ends_after_it_begins"),
)

# What every entry was, from when until when: the register that people read, past and present. The tables above are
# what the data plane needs of the present. Facts are the documents of the national schemas `directory/*`.
ENTRIES: Final = Table(
    "directory_entries",
    METADATA,
    Column("kind", Text(collation="C"), nullable=False),
    Column("id", Text(collation="C"), nullable=False),
    Column("version", BigInteger, nullable=False),  # of the directory, that made it so
    Column("since", DateTime(timezone=True), nullable=False),
    Column("until", DateTime(timezone=True)),  # null: it is so now
    Column("owner", Text),
    Column("facts", JSON, nullable=False),
    Column("words", Text, nullable=False),  # folded, a line each
    Column("shares", ARRAY(Text), nullable=False),  # folded systems and topics
    Column("change", Text, nullable=False),
    PrimaryKeyConstraint("kind", "id", "version"),
)
Index("directory_entries_now", ENTRIES.c.kind, ENTRIES.c.id, unique=True, postgresql_where=ENTRIES.c.until.is_(None))
Index("directory_entries_shares", ENTRIES.c.shares, postgresql_using="gin")

# Documents are long and stay the same through many versions of their entry.
DOCUMENTS: Final = Table(
    "directory_documents",
    METADATA,
    Column("digest", Text, primary_key=True),
    Column("document", Text, nullable=False),
)

CHANGES: Final = Table(
    "directory_changes",
    METADATA,
    Column("change_id", Text(collation="C"), primary_key=True),
    Column("kind", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("proposed_by", JSON, nullable=False),  # {member, officer}
    Column("proposed_at", DateTime(timezone=True), nullable=False),
    Column("decided_by", JSON),
    Column("decided_at", DateTime(timezone=True)),
    Column("decision_reason", Text),
    Column("version", BigInteger),  # that it made
    Column("content", JSON),  # of a proposal; json keeps the order of its documents, jsonb would lose it
    Column("bases", JSON),  # of a proposal: the version of each entry that it was made against
    Column("differences", JSON, nullable=False),
)
Index("directory_changes_by_status", CHANGES.c.status, CHANGES.c.change_id)

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
