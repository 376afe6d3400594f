"""A hearing of an old book may have its day alone; one that is still to come has its time."""

import sqlalchemy as sa
from alembic import op

revision = "0179"
down_revision = "0178"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("hearings", sa.Column("time_known", sa.Boolean, nullable=False, server_default=sa.true()))
    op.create_check_constraint(
        "hearings_to_come_have_their_time", "hearings", "time_known or (status <> 'scheduled' and ends_at is null)"
    )
