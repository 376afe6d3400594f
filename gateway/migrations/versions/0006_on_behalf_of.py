"""Agreements name the members for whom their member may act."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # with a default: the code that is already running writes agreements without it
    op.add_column("agreements", sa.Column("on_behalf_of", ARRAY(sa.Text), nullable=False, server_default="{}"))
