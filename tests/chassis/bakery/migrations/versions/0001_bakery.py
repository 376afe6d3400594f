"""The bakery's first oven."""

import sqlalchemy as sa
from alembic import op

from chassis.unit import tables

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    tables.create(op)
    op.create_table("loaf", sa.Column("id", sa.Text, primary_key=True), sa.Column("bread", sa.Text))
