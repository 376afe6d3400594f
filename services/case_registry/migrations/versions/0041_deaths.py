"""The keys by which the bus names people of a case, and who of them has died."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0041"
down_revision = "0031"
branch_labels = None
depends_on = None

ID = sa.Text(collation="C")


def upgrade() -> None:
    op.add_column("participants", sa.Column("deceased", JSONB))
    op.create_index(
        "participants_deceased", "participants", ["case_id"], postgresql_where=sa.text("deceased is not null")
    )
    op.create_table(
        "participant_subjects",
        sa.Column("key", sa.Text(collation="C"), primary_key=True),
        sa.Column("participant_id", ID, sa.ForeignKey("participants.participant_id"), primary_key=True),
    )
