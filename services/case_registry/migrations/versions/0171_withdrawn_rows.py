"""How many rows an import took out again."""

import sqlalchemy as sa
from alembic import op

revision = "0171"
down_revision = "0169"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("imports", sa.Column("withdrawn", sa.Integer, nullable=False, server_default="0"))
