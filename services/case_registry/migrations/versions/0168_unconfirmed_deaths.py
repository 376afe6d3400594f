"""Deaths that a number tells of a participant, and name or birth contradict: the office with the file confirms them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0168"
down_revision = "0166"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("participants", sa.Column("death_unconfirmed", JSONB))
    op.create_index(
        "participants_death_unconfirmed",
        "participants",
        ["case_id"],
        postgresql_where=sa.text("death_unconfirmed is not null"),
    )
