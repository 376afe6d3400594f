"""Entries bear a seal until the tree holds them: what somebody else writes into the table gets no place in it."""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    if op.get_bind().scalar(sa.text("select count(*) from ledger_entries where index is null")):
        # nothing in the database could say which of them a gateway has written
        message = (
            "entries of the ledger wait for their places: start the gateway of the version before, wait until "
            "/healthz is ready and a checkpoint is signed, stop it, and migrate again"
        )
        raise RuntimeError(message)
    op.add_column("ledger_entries", sa.Column("seal", sa.LargeBinary))
