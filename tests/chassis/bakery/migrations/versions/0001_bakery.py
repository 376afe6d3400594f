"""The bakery's first oven."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

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
    op.create_table("loaf", sa.Column("id", sa.Text, primary_key=True), sa.Column("bread", sa.Text))
