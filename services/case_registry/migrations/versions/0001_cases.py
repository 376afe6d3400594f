"""Cases, their numbers, and participants with dated roles."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

ID = sa.Text(collation="C")

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
        "cases",
        sa.Column("case_id", ID, primary_key=True),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("category", sa.Text, nullable=False),
        sa.Column("place", sa.Text, nullable=False),
        sa.Column("opened_on", sa.Date, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("restriction", sa.Text, nullable=False),
        sa.Column("opened_by", sa.Text, nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("involved", ARRAY(sa.Text), nullable=False),
    )
    op.create_index("cases_by_category", "cases", ["category", "case_id"])
    op.create_table(
        "case_numbers",
        sa.Column("case_id", ID, sa.ForeignKey("cases.case_id"), primary_key=True),
        sa.Column("member", sa.Text, primary_key=True),
        sa.Column("office", sa.Text, primary_key=True),
        sa.Column("printed", sa.Text, primary_key=True),
        sa.Column("normal", sa.Text, nullable=False),
        sa.Column("year", sa.Integer, nullable=False),
        sa.Column("assigned_on", sa.Date, nullable=False),
        sa.UniqueConstraint("member", "office", "year", "normal", name="case_numbers_once_an_office_and_year"),
    )
    op.create_index("case_numbers_by_number", "case_numbers", ["normal"])
    op.create_table(
        "participants",
        sa.Column("participant_id", ID, primary_key=True),
        sa.Column("case_id", ID, sa.ForeignKey("cases.case_id"), nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("name", JSONB),
        sa.Column("other_names", JSONB),
        sa.Column("organisation", sa.Text),
        sa.Column("identifiers", JSONB),
        sa.Column("search_keys", ARRAY(sa.Text), nullable=False),
    )
    op.create_index("participants_by_case", "participants", ["case_id", "position"])
    op.create_table(
        "participant_roles",
        sa.Column("participant_id", ID, sa.ForeignKey("participants.participant_id"), primary_key=True),
        sa.Column("role", sa.Text, primary_key=True),
        sa.Column("held_from", sa.Date, primary_key=True),
        sa.Column("held_to", sa.Date),
    )
