"""Entries in prosecutors' registers that were a mistake: they are in the register no more, and block no other."""

import sqlalchemy as sa
from alembic import op

revision = "0163"
down_revision = "0162"
branch_labels = None
depends_on = None

_NAME = "prosecutor_files_once_open"


def upgrade() -> None:
    op.add_column("prosecutor_files", sa.Column("withdrawn_at", sa.DateTime(timezone=True)))
    op.drop_index(_NAME, "prosecutor_files")
    waits = sa.text("outcome is null and withdrawn_at is null")
    op.create_index(_NAME, "prosecutor_files", ["case_id", "section", "level"], unique=True, postgresql_where=waits)
