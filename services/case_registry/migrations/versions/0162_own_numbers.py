"""Numbers that an office gave itself, and those that others say it gave: only the first are in its book."""

import sqlalchemy as sa
from alembic import op

revision = "0162"
down_revision = "0159"
branch_labels = None
depends_on = None

_NAME = "case_numbers_once_an_office_and_year"
_IMPORTED_BY_OTHERS = """
    update case_numbers n set own = false from case_history h
    where h.case_id = n.case_id and h.kind = 'numberImported'
      and h.fact->>'member' = n.member and h.fact->>'office' = n.office and h.fact->>'number' = n.printed
"""


def upgrade() -> None:
    op.add_column("case_numbers", sa.Column("own", sa.Boolean, nullable=False, server_default=sa.true()))
    op.execute(_IMPORTED_BY_OTHERS)
    op.drop_constraint(_NAME, "case_numbers")
    columns = ["member", "office", "year", "normal"]
    op.create_index(_NAME, "case_numbers", columns, unique=True, postgresql_where=sa.text("own"))
