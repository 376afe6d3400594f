"""The consents that people have given."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "consents",
        sa.Column("consent_id", sa.Text(collation="C"), primary_key=True),
        sa.Column("subject", JSONB, nullable=False),
        sa.Column("subject_key", sa.Text, nullable=False),
        sa.Column("recipient", sa.Text, nullable=False),
        sa.Column("purpose", sa.Text, nullable=False),
        sa.Column("valid_until", _MOMENT, nullable=False),
        sa.Column("evidence", JSONB),
        sa.Column("recorded_by", sa.Text, nullable=False),
        sa.Column("recorded_at", _MOMENT, nullable=False),
        sa.Column("withdrawn_by", sa.Text),
        sa.Column("withdrawn_at", _MOMENT),
        sa.CheckConstraint("(withdrawn_by is null) = (withdrawn_at is null)", name="consents_withdrawn_by_somebody"),
    )
    op.create_index("consents_by_recorder", "consents", ["recorded_by", "consent_id"])
    op.create_index("consents_by_recipient", "consents", ["recipient", "consent_id"])
    op.create_index("consents_by_subject", "consents", ["subject_key", "consent_id"])


def downgrade() -> None:
    op.drop_table("consents")
