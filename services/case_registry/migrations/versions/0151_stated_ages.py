"""What was stated of an age, of somebody without a date of birth."""

from alembic import op

revision = "0151"
down_revision = "0147"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("alter table participants add column age text")
