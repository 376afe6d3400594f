"""A number of a case is looked for without its dashes."""

from alembic import op

revision = "0184"
down_revision = "0183"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("drop index case_numbers_by_number")
    op.execute("create index case_numbers_by_number on case_numbers (replace(normal, '-', ''))")
