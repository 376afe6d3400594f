"""What a claim was before it was corrected is asked wherever it was: a claim goes with whoever claims."""

import sqlalchemy as sa
from alembic import op

revision = "0182"
down_revision = "0180"
branch_labels = None
depends_on = None


def upgrade() -> None:
    where = sa.text("members ? 'claims'")
    op.create_index("case_corrections_of_claims", "case_corrections", ["recorded_at"], postgresql_where=where)
