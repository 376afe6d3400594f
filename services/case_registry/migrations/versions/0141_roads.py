"""Cases remember, during a pause, where they stood before the status to which they go back.

A case that was suspended before this was with its prosecutor, and no rule asks what was before that.
"""

from alembic import op

revision = "0141"
down_revision = "0131"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("alter table cases add column before_pause text")
