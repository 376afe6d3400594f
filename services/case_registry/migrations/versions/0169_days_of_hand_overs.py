"""The days on which a file was sent and received, beside the moments at which that was recorded."""

import sqlalchemy as sa
from alembic import op

revision = "0169"
down_revision = "0168"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("hand_overs", sa.Column("sent_on", sa.Date))
    op.add_column("hand_overs", sa.Column("received_on", sa.Date))
    op.execute("update hand_overs set sent_on = (sent_at at time zone 'Asia/Vientiane')::date")
    op.execute(
        "update hand_overs set received_on = (decided_at at time zone 'Asia/Vientiane')::date where status = 'taken'"
    )
    op.alter_column("hand_overs", "sent_on", nullable=False)
    op.create_index("hand_overs_by_receipt", "hand_overs", ["received_on"])
