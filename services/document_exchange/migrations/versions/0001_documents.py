"""Uploads, documents with their files, and deliveries."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

ID = sa.Text(collation="C")
MOMENT = sa.DateTime(timezone=True)

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
    for statement in CHASSIS:
        op.execute(statement)
    op.create_table(
        "uploads",
        sa.Column("upload_id", ID, primary_key=True),
        sa.Column("member", sa.Text, nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("media_type", sa.Text, nullable=False),
        sa.Column("uploaded_at", MOMENT, nullable=False),
    )
    _documents()
    op.create_table(
        "document_files",
        sa.Column("file_id", ID, primary_key=True),
        sa.Column("document_id", ID, sa.ForeignKey("documents.document_id"), nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("upload_id", ID, sa.ForeignKey("uploads.upload_id"), nullable=False),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("title", sa.Text),
    )
    op.create_index("ix_document_files_document_id", "document_files", ["document_id"])
    op.create_table(
        "deliveries",
        sa.Column("delivery_id", ID, primary_key=True),
        sa.Column("document_id", ID, sa.ForeignKey("documents.document_id"), nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("recipient", sa.Text, nullable=False),
        sa.Column("purpose", sa.Text, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("due_on", sa.Date),
        sa.Column("delivered_at", MOMENT, nullable=False),
        sa.Column("opened_at", MOMENT),
        sa.Column("opened_by", sa.Text),
        sa.UniqueConstraint("document_id", "recipient", name="deliveries_once_a_recipient"),
    )
    op.create_index("deliveries_by_recipient", "deliveries", ["recipient", "delivery_id"])


def _documents() -> None:
    op.create_table(
        "documents",
        sa.Column("document_id", ID, primary_key=True),
        sa.Column("issuer", sa.Text, nullable=False),
        sa.Column("number_printed", sa.Text, nullable=False),
        sa.Column("number_normal", sa.Text, nullable=False),
        sa.Column("year", sa.Integer, nullable=False),
        sa.Column("type", sa.Text, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("dated", sa.Date, nullable=False),
        sa.Column("urgency", sa.Text, nullable=False),
        sa.Column("secrecy", sa.Text, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("summary", sa.Text),
        sa.Column("signatory", JSONB),
        sa.Column("legal_bases", JSONB),
        sa.Column("in_reply_to", ID, sa.ForeignKey("documents.document_id")),
        sa.Column("drafted_at", MOMENT, nullable=False),
        sa.Column("dispatched_at", MOMENT),
        sa.UniqueConstraint("issuer", "year", "number_normal", name="documents_number_once_an_issuer_and_year"),
    )
