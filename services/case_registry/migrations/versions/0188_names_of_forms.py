"""Targets of columns in kept mappings are called as the members of a row that they become."""

from alembic import op

revision = "0188"
down_revision = "0185"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
        update import_mappings
        set mapping = regexp_replace(mapping::text, '(: ?)"defendant"', '\\1"defendantStatus"', 'g')::jsonb
    """)
