"""Who has read a case by its id without a part in it: to them a correction is owed as well."""

from alembic import op

revision = "0155"
down_revision = "0153"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
        create table case_readers (
            case_id text collate "C" not null references cases (case_id),
            member text not null,
            office text not null,
            read_on date not null,
            primary key (case_id, member, office)
        )
    """)
