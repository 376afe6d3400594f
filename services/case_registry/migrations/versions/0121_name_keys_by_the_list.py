"""How far the keys of stored names are made by the titles that the national list has now: one row.

Without the row, which is how it begins, all keys are made anew once.
"""

from alembic import op

revision = "0121"
down_revision = "0111"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
        create table name_key_progress (
            id integer primary key check (id = 1),
            titles text not null,
            after text not null,
            done boolean not null
        )
    """)
