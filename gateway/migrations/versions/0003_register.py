"""The register: what every entry of the directory was and is, its documents, and who changed it."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)
_ID = sa.Text(collation="C")

# What every component has: events on their way out and in, letters that nobody could read, kept answers, effects.
CHASSIS = (
    """
    create table outbox (
        position     bigint generated always as identity primary key,
        event_id     text not null unique,
        topic        text not null,
        key          text not null,
        type         text not null,
        envelope     bytea not null,
        traceparent  text,
        created_at   timestamptz not null,
        published_at timestamptz
    )
    """,
    "create index outbox_waiting on outbox (position) where published_at is null",
    """
    create table inbox (
        consumer_group text not null,
        event_id       text not null,
        consumed_at    timestamptz not null,
        primary key (consumer_group, event_id)
    )
    """,
    """
    create table dead_letters (
        id             bigint generated always as identity primary key,
        consumer_group text not null,
        topic          text not null,
        key            text not null,
        event_id       text not null,
        envelope       bytea not null,
        reason         text not null,
        failed_at      timestamptz not null,
        replayed_at    timestamptz
    )
    """,
    "create index dead_letters_waiting on dead_letters (consumer_group, topic, key) where replayed_at is null",
    """
    create table idempotency (
        member      text not null,
        operation   text not null,
        key         text not null,
        fingerprint bytea not null,
        status      smallint not null,
        headers     jsonb not null,
        body        bytea not null,
        kept_at     timestamptz not null,
        primary key (member, operation, key)
    )
    """,
    "create index idempotency_kept_at on idempotency (kept_at)",
    """
    create table effects (
        exchange_id text primary key,
        state       text not null,
        recorded_at timestamptz not null
    )
    """,
)


def upgrade() -> None:
    # the gateway now answers operations of its own, and these keep answers and effects as every service does
    for statement in CHASSIS:
        op.execute(statement)
    op.create_table(
        "directory_entries",
        sa.Column("kind", _ID, nullable=False),
        sa.Column("id", _ID, nullable=False),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.Column("since", _MOMENT, nullable=False),
        sa.Column("until", _MOMENT),
        sa.Column("owner", sa.Text),
        sa.Column("facts", sa.JSON, nullable=False),
        sa.Column("words", sa.Text, nullable=False),
        sa.Column("shares", ARRAY(sa.Text), nullable=False),
        sa.Column("change", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("kind", "id", "version"),
    )
    op.create_index(
        "directory_entries_now",
        "directory_entries",
        ["kind", "id"],
        unique=True,
        postgresql_where=sa.text("until is null"),
    )
    op.create_index("directory_entries_shares", "directory_entries", ["shares"], postgresql_using="gin")
    op.create_table(
        "directory_documents",
        sa.Column("digest", sa.Text, primary_key=True),
        sa.Column("document", sa.Text, nullable=False),
    )
    op.create_table(
        "directory_changes",
        sa.Column("change_id", _ID, primary_key=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("proposed_by", sa.JSON, nullable=False),
        sa.Column("proposed_at", _MOMENT, nullable=False),
        sa.Column("decided_by", sa.JSON),
        sa.Column("decided_at", _MOMENT),
        sa.Column("decision_reason", sa.Text),
        sa.Column("version", sa.BigInteger),
        sa.Column("content", sa.JSON),
        sa.Column("bases", sa.JSON),
        sa.Column("differences", sa.JSON, nullable=False),
    )
    op.create_index("directory_changes_by_status", "directory_changes", ["status", "change_id"])


def downgrade() -> None:
    for table in ("directory_changes", "directory_documents", "directory_entries"):
        op.drop_table(table)
