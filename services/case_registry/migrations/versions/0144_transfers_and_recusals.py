"""Proceedings know the court that took their file, and seats of panels for what, and by whom, they were left."""

from alembic import op

revision = "0144"
down_revision = "0143"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("alter table proceedings add column transferred_member text, add column transferred_office text")
    op.execute("""
        alter table panel_seats
            add column left_for text, add column left_ground text, add column left_decided_by text
    """)
