"""The register: what every entry of the directory was and is, its documents, and who changed it."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

from chassis.unit import tables

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)
_ID = sa.Text(collation="C")


def upgrade() -> None:
    # the gateway now answers operations of its own, and these keep answers and effects as every service does
    tables.METADATA.create_all(op.get_bind(), checkfirst=True)
    op.create_table(
        "directory_entries",
        sa.Column("kind", _ID, nullable=False),
        sa.Column("id", _ID, nullable=False),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.Column("since", _MOMENT, nullable=False),
        sa.Column("until", _MOMENT),
        sa.Column("owner", sa.Text),
        sa.Column("facts", sa.JSON, nullable=False),
        sa.Column("words", sa.Text, nullable=False),
        sa.Column("shares", ARRAY(sa.Text), nullable=False),
        sa.Column("change", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("kind", "id", "version"),
    )
    op.create_index(
        "directory_entries_now",
        "directory_entries",
        ["kind", "id"],
        unique=True,
        postgresql_where=sa.text("until is null"),
    )
    op.create_index("directory_entries_shares", "directory_entries", ["shares"], postgresql_using="gin")
    op.create_table(
        "directory_documents",
        sa.Column("digest", sa.Text, primary_key=True),
        sa.Column("document", sa.Text, nullable=False),
    )
    op.create_table(
        "directory_changes",
        sa.Column("change_id", _ID, primary_key=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("proposed_by", sa.JSON, nullable=False),
        sa.Column("proposed_at", _MOMENT, nullable=False),
        sa.Column("decided_by", sa.JSON),
        sa.Column("decided_at", _MOMENT),
        sa.Column("decision_reason", sa.Text),
        sa.Column("version", sa.BigInteger),
        sa.Column("content", sa.JSON),
        sa.Column("bases", sa.JSON),
        sa.Column("differences", sa.JSON, nullable=False),
    )
    op.create_index("directory_changes_by_status", "directory_changes", ["status", "change_id"])


def downgrade() -> None:
    for table in ("directory_changes", "directory_documents", "directory_entries"):
        op.drop_table(table)
