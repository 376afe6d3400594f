"""When a case was recorded is called as of every other record."""

from alembic import op

revision = "0185"
down_revision = "0184"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("alter table cases rename column opened_at to recorded_at")
