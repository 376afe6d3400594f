"""Decisions have the folded form of their number, by which the same number is found twice, and why it is there twice.

What is on record is folded as far as SQL does it: Lao digits and marks of such a number stay as they are printed.
"""

import sqlalchemy as sa
from alembic import op

revision = "0172"
down_revision = "0171"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("decisions", sa.Column("number_normal", sa.Text))
    op.add_column("decisions", sa.Column("twice_reason", sa.Text))
    op.execute(
        "update decisions set number_normal = rtrim(upper(regexp_replace(number, '\\s', '', 'g')), '.')"
        " where number is not null"
    )
    op.create_index("decisions_by_number", "decisions", ["court_member", "court_office", "number_normal"])
