"""Which cases were withdrawn is asked by whoever follows changes."""

import sqlalchemy as sa
from alembic import op

revision = "0180"
down_revision = "0179"
branch_labels = None
depends_on = None


def upgrade() -> None:
    where = sa.text("outcome = 'withdrawn'")
    op.create_index("import_rows_withdrawn", "import_rows", ["case_id"], postgresql_where=where)
