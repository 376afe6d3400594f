"""What an agreement says beyond field groups: data classes, whether it rests on consent, pinned schema versions."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # defaults, so that a gateway of the version before can go on writing agreements while this one starts
    op.add_column("agreements", sa.Column("data_classes", ARRAY(sa.Text), nullable=False, server_default="{general}"))
    op.add_column("agreements", sa.Column("consent", sa.Boolean, nullable=False, server_default="false"))
    op.add_column("agreements", sa.Column("schema_versions", ARRAY(sa.Text), nullable=False, server_default="{}"))


def downgrade() -> None:
    for column in ("schema_versions", "consent", "data_classes"):
        op.drop_column("agreements", column)
