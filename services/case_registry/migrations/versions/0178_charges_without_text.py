"""A charge of an old register may have no text beside its article."""

from alembic import op

revision = "0178"
down_revision = "0177"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.alter_column("charges", "text", nullable=True)
