"""Where services broke their contract, counted by day: places in schemas and numbers, nothing of any person."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0021"
branch_labels = None
depends_on = None

_PLACE = ("service", "operation", "reason", "schema", "pointer", "rule")


def upgrade() -> None:
    op.create_table(
        "contract_breaches",
        sa.Column("day", sa.Date, primary_key=True),
        *(sa.Column(name, sa.Text(collation="C"), primary_key=True) for name in _PLACE),
        sa.Column("failed", sa.BigInteger, nullable=False),
        sa.Column("withheld", sa.BigInteger, nullable=False),
    )


def downgrade() -> None:
    op.drop_table("contract_breaches")
