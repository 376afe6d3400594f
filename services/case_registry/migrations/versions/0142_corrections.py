"""Corrections, to whom they are owed, and since when it is known what was added to a participant later.

Rows of roles, representations and custody that have no `recorded_at` are known as long as their participant is. For
those of an earlier build nothing else is on record.
"""

from alembic import op

revision = "0142"
down_revision = "0141"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("alter table participant_roles add column recorded_at timestamptz, add column ended_at timestamptz")
    op.execute("alter table representations add column recorded_at timestamptz, add column ended_at timestamptz")
    op.execute("alter table custody_records add column recorded_at timestamptz")
    op.execute("""
        create table case_corrections (
            correction_id text collate "C" primary key,
            case_id text collate "C" not null references cases (case_id),
            of_position integer,
            participant_id text collate "C" references participants (participant_id),
            file_id text collate "C" references prosecutor_files (file_id),
            undone text collate "C" references cases (case_id),
            members jsonb not null,
            reason text not null,
            basis text not null,
            approved_by text not null,
            member text not null,
            office text not null,
            recorded_at timestamptz not null
        )
    """)
    op.execute("create index case_corrections_by_case on case_corrections (case_id, correction_id)")
    op.execute("create index case_corrections_by_participant on case_corrections (participant_id)")
    op.execute("create index case_corrections_by_file on case_corrections (file_id)")
    op.execute("""
        create table owed_corrections (
            correction_id text collate "C" not null references case_corrections (correction_id),
            member text not null,
            office text not null,
            acknowledged_at timestamptz,
            officer text,
            note text,
            primary key (correction_id, member, office)
        )
    """)
    op.execute("create index owed_corrections_by_office on owed_corrections (member, office, correction_id)")
