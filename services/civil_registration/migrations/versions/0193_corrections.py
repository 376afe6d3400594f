"""Corrections are owed to who has read what was wrong; events that may be the same wait for a person."""

from alembic import op

revision = "0193"
down_revision = "0192"
branch_labels = None
depends_on = None

STEPS = (
    "alter table civil_events add column closed boolean not null default false",
    "alter table civil_events alter column closed drop default",
    """
        create table civil_event_readers (
            event_id text collate "C" not null references civil_events,
            member   text not null,
            office   text not null,
            read_on  date not null,
            primary key (event_id, member, office)
        )
    """,
    """
        create table civil_owed_corrections (
            correction_id   text collate "C" not null,
            member          text not null,
            office          text not null,
            event_id        text collate "C" not null references civil_events,
            members         text[] not null,
            by_member       text not null,
            by_office       text not null,
            recorded_at     timestamptz not null,
            acknowledged_at timestamptz,
            officer         text,
            note            text,
            primary key (correction_id, member, office)
        )
    """,
    "create index civil_owed_corrections_by_office on civil_owed_corrections (member, office, correction_id)",
    """
        create table civil_duplicates (
            duplicate_id   text collate "C" primary key,
            event_id       text collate "C" not null references civil_events,
            other_event_id text collate "C" not null references civil_events,
            score          integer not null,
            reasons        text[] not null,
            state          text not null,
            found_at       timestamptz not null,
            decided_at     timestamptz,
            decided_by     text,
            decided_office text,
            reason         text
        )
    """,
    "create unique index civil_duplicates_of_event on civil_duplicates (event_id, other_event_id)",
    "create index civil_duplicates_of_other on civil_duplicates (other_event_id)",
    # of a child whether it is one of several; null where nobody has said
    "alter table civil_people add column is_multiple boolean",
)


def upgrade() -> None:
    for step in STEPS:
        op.execute(step)
