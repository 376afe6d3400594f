"""Deaths beside births: a death is complete when it is declared."""

from alembic import op

revision = "0011"
down_revision = "0001"
branch_labels = None
depends_on = None

# checks without a name of their own: PostgreSQL numbered them in their order
UNNAMED = "alter table civil_events drop constraint civil_events_check"
KINDS = """
alter table civil_events add constraint civil_events_kind_and_state check (
    kind = 'birth' and state in ('notified', 'declared', 'registered')
    or kind = 'death' and state in ('declared', 'registered')
)
"""


def upgrade() -> None:
    op.execute(UNNAMED)
    op.execute(KINDS)
