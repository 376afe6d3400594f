"""The register of the prosecution, and what its offices reported."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

revision = "0021"
down_revision = "0011"
branch_labels = None
depends_on = None

ID = sa.Text(collation="C")


def upgrade() -> None:
    op.create_table(
        "prosecutor_files",
        sa.Column("file_id", ID, primary_key=True),
        sa.Column("case_id", ID, sa.ForeignKey("cases.case_id"), nullable=False),
        sa.Column("section", sa.Text, nullable=False),
        sa.Column("member", sa.Text, nullable=False),
        sa.Column("office", sa.Text),
        sa.Column("category", sa.Text, nullable=False),
        sa.Column("level", sa.Text, nullable=False),
        sa.Column("ground", sa.Text),
        sa.Column("number", sa.Text),
        sa.Column("entered_on", sa.Date, nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("outcome", sa.Text),
        sa.Column("decision", sa.Text),
        sa.Column("document", JSONB),
        sa.Column("resolved_on", sa.Date),
        sa.Column("resolved_at", sa.DateTime(timezone=True)),
    )
    op.create_index(
        "prosecutor_files_once_open",
        "prosecutor_files",
        ["case_id", "section", "level"],
        unique=True,
        postgresql_where=sa.text("outcome is null"),
    )
    op.create_index("prosecutor_files_by_case", "prosecutor_files", ["case_id", "file_id"])
    op.create_index("prosecutor_files_by_office", "prosecutor_files", ["member", "office", "entered_on"])
    op.create_index("prosecutor_files_by_entry", "prosecutor_files", ["entered_on"])
    op.create_index("prosecutor_files_by_resolution", "prosecutor_files", ["resolved_on"])
    op.create_table(
        "register_reports",
        sa.Column("report_id", ID, primary_key=True),
        sa.Column("member", sa.Text, nullable=False),
        sa.Column("office", sa.Text),
        sa.Column("officer", sa.Text),
        sa.Column("year", sa.Integer, nullable=False),
        sa.Column("months", ARRAY(sa.Integer), nullable=False),
        sa.Column("category", sa.Text),
        sa.Column("level", sa.Text),
        sa.Column("figures", JSONB, nullable=False),
        sa.Column("filed_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("register_reports_by_office", "register_reports", ["year", "member", "office"])
    op.create_index("hand_overs_by_decision", "hand_overs", ["decided_at"])
