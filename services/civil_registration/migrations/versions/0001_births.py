"""The first tables: events, the log they are made of, and the serials of their numbers."""

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
EVENTS = """
create table civil_events (
    event_id            text collate "C" primary key,
    kind                text not null,
    state               text not null,
    district            text not null,
    declared_by         text not null,
    tracking_id         text not null unique,
    registration_number text unique,
    check (kind = 'birth' and state in ('notified', 'declared', 'registered')),
    check ((state = 'registered') = (registration_number is not null))
)
"""
ACTIONS = """
create table civil_event_actions (
    event_id text collate "C" not null references civil_events,
    position integer not null,
    kind     text not null,
    at       timestamptz not null,
    member   text not null,
    system   text not null,
    officer  text,
    content  jsonb not null,
    primary key (event_id, position)
)
"""
SERIALS = """
create table registration_serials (
    district text not null,
    year     integer not null,
    last     integer not null,
    primary key (district, year)
)
"""
# The log is the record. Code that forgets so is refused by the database itself.
NEVER = """
create function refuse_change() returns trigger language plpgsql as $$
begin
    raise exception 'the log of actions is never changed' using errcode = 'restrict_violation';
end $$
"""
GUARD = """
create trigger civil_event_actions_stay before update or delete or truncate on civil_event_actions
    for each statement execute function refuse_change()
"""


def upgrade() -> None:
    for statement in (*CHASSIS, EVENTS, ACTIONS, SERIALS, NEVER, GUARD):
        op.execute(statement)
