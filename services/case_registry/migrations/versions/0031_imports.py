"""Imports of earlier systems: mappings, reports, results of rows, and which case came from where."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

revision = "0031"
down_revision = "0021"
branch_labels = None
depends_on = None

ID = sa.Text(collation="C")


def upgrade() -> None:
    op.create_table(
        "import_mappings",
        sa.Column("mapping_id", ID, primary_key=True),
        sa.Column("member", sa.Text, nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("mapping", JSONB, nullable=False),
    )
    op.create_table(
        "imports",
        sa.Column("import_id", ID, primary_key=True),
        sa.Column("member", sa.Text, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("dry_run", sa.Boolean, nullable=False),
        sa.Column("partial", sa.Boolean, nullable=False),
        sa.Column("mapping_id", sa.Text),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        *(sa.Column(name, sa.Integer, nullable=False) for name in ("rows", "imported", "unchanged", "refused")),
        sa.Column("not_kept", sa.Integer, nullable=False),
        sa.Column("ignored_columns", ARRAY(sa.Text)),
        sa.Column("truncated", sa.Boolean, nullable=False),
    )
    op.create_table(
        "import_rows",
        sa.Column("import_id", ID, sa.ForeignKey("imports.import_id"), primary_key=True),
        sa.Column("row", sa.Integer, primary_key=True),
        sa.Column("number", sa.Text),
        sa.Column("outcome", sa.Text, nullable=False),
        sa.Column("case_id", sa.Text),
        sa.Column("faults", JSONB),
    )
    op.create_table(
        "imported_cases",
        sa.Column("member", sa.Text, primary_key=True),
        sa.Column("source", sa.Text, primary_key=True),
        sa.Column("office", sa.Text, primary_key=True),
        sa.Column("year", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("normal", sa.Text, primary_key=True),
        sa.Column("case_id", ID, sa.ForeignKey("cases.case_id"), nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
    )
