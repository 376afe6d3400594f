"""Which keeper has read the extract of a judgment: to it a correction of the extract is owed."""

from alembic import op

revision = "0183"
down_revision = "0182"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
        create table extract_readers (
            case_id text collate "C" not null references cases (case_id),
            member text not null,
            office text not null,
            read_on date not null,
            primary key (case_id, member, office)
        )
    """)
    op.execute("alter table owed_corrections add column decision_id text")
