"""Subjects found by their exchange too, for whoever holds them against the tree; rows lie in the order of exchanges."""

from alembic import op

revision = "0029"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # A look-up adds a row per person: a block range index costs a write next to nothing, a tree would cost another row.
    op.execute(
        "create index ledger_subjects_by_exchange on ledger_subjects "
        "using brin (exchange) with (pages_per_range = 16, autosummarize = on)"
    )


def downgrade() -> None:
    op.execute("drop index ledger_subjects_by_exchange")
