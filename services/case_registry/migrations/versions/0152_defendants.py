"""What was stated of the status of a defendant stays with the case."""

from alembic import op

revision = "0152"
down_revision = "0151"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("alter table cases add column defendant text")
