"""The office of an officer, held beside her days: who approves stands in the office that acts, or above it."""

import sqlalchemy as sa
from alembic import op

revision = "0167"
down_revision = "0121"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("officers", sa.Column("office", sa.Text))
    op.execute("""
        update officers o set office = e.facts->>'office' from directory_entries e
        where e.kind = 'officer' and e.id = o.member || ':' || o.id and e.until is null
    """)
