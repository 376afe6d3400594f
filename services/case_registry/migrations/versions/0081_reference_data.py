"""Members and offices of the country, as the directory last told them: a start needs no directory."""

from alembic import op

revision = "0081"
down_revision = "0071"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
    create table reference_data (
        id smallint primary key,
        version bigint not null,
        digest text not null,
        document text not null,
        confirmed_at timestamp with time zone not null,
        constraint reference_data_is_one_row check (id = 1)
    )
    """)
