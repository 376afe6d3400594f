"""The first tables: events, the log they are made of, and the serials of their numbers."""

from alembic import op

from chassis.unit import tables

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

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
    tables.create(op)
    for statement in (EVENTS, ACTIONS, SERIALS, NEVER, GUARD):
        op.execute(statement)
