"""Cases, their numbers, and participants with dated roles."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from chassis.unit import tables

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

ID = sa.Text(collation="C")


def upgrade() -> None:
    tables.create(op)
    op.create_table(
        "cases",
        sa.Column("case_id", ID, primary_key=True),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("category", sa.Text, nullable=False),
        sa.Column("place", sa.Text, nullable=False),
        sa.Column("opened_on", sa.Date, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("restriction", sa.Text, nullable=False),
        sa.Column("opened_by", sa.Text, nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("involved", ARRAY(sa.Text), nullable=False),
    )
    op.create_index("cases_by_category", "cases", ["category", "case_id"])
    op.create_table(
        "case_numbers",
        sa.Column("case_id", ID, sa.ForeignKey("cases.case_id"), primary_key=True),
        sa.Column("member", sa.Text, primary_key=True),
        sa.Column("office", sa.Text, primary_key=True),
        sa.Column("printed", sa.Text, primary_key=True),
        sa.Column("normal", sa.Text, nullable=False),
        sa.Column("year", sa.Integer, nullable=False),
        sa.Column("assigned_on", sa.Date, nullable=False),
        sa.UniqueConstraint("member", "office", "year", "normal", name="case_numbers_once_an_office_and_year"),
    )
    op.create_index("case_numbers_by_number", "case_numbers", ["normal"])
    op.create_table(
        "participants",
        sa.Column("participant_id", ID, primary_key=True),
        sa.Column("case_id", ID, sa.ForeignKey("cases.case_id"), nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("name", JSONB),
        sa.Column("other_names", JSONB),
        sa.Column("organisation", sa.Text),
        sa.Column("identifiers", JSONB),
        sa.Column("search_keys", ARRAY(sa.Text), nullable=False),
    )
    op.create_index("participants_by_case", "participants", ["case_id", "position"])
    op.create_table(
        "participant_roles",
        sa.Column("participant_id", ID, sa.ForeignKey("participants.participant_id"), primary_key=True),
        sa.Column("role", sa.Text, primary_key=True),
        sa.Column("held_from", sa.Date, primary_key=True),
        sa.Column("held_to", sa.Date),
    )
